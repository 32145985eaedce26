import { isObject, type Json } from '../../query/json.ts';
import { element, member, reject, type Place } from './diagnostic.ts';
import { graphOf, innerGraphs, type Graph, type PlacedState } from './graph.ts';

interface Transition {
  readonly target: string;
  readonly place: Place;
}

/**
 * Where the states lead, for a graph and all inside it. A state counts as reachable when any other place names it,
 * also one that cannot be reached itself; and a graph that never ends hides its unreachable states: so does AWS.
 */
export function checkTransitions(graph: Graph): void {
  const names = new Set(graph.states.map(({ name }) => name));
  const reached = new Set<string>();
  const follow = (transitions: readonly Transition[], from?: string): void => {
    for (const { target, place } of transitions) {
      if (!names.has(target)) reject(place, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
      if (target !== from) reached.add(target);
    }
  };
  follow(transition(graph.definition, 'StartAt', graph.place));
  for (const placed of graph.states) follow(transitionsOf(placed), placed.name);

  if (!graph.states.some(isTerminal)) {
    graph.place.machine.diagnostics.push({
      severity: 'ERROR',
      code: 'MISSING_END_STATE',
      message: 'Workflow has no terminal state',
    });
  } else {
    for (const { name, place } of graph.states) {
      if (!reached.has(name)) reject(place, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
    }
  }
  for (const placed of graph.states) {
    for (const inner of innerGraphs(placed)) checkTransitions(graphOf(inner.definition, inner.place));
  }
}

function isTerminal({ state }: PlacedState): boolean {
  return state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
}

/** The names that a state leads to, whether they exist or not. */
export function targetsOf(placed: PlacedState): string[] {
  return transitionsOf(placed).map(({ target }) => target);
}

function transitionsOf({ state, place }: PlacedState): Transition[] {
  const lists = ['Choices', 'Catch'].flatMap((name) => {
    const list = state[name];
    if (!Array.isArray(list)) return [];
    return list.flatMap((item, index) => transition(item, 'Next', element(member(place, name), index)));
  });
  return [...transition(state, 'Next', place), ...lists, ...transition(state, 'Default', place)];
}

function transition(holder: Json, name: string, place: Place): Transition[] {
  const target = isObject(holder) ? holder[name] : undefined;
  return typeof target === 'string' ? [{ target, place: member(place, name) }] : [];
}
