import { member, reject } from './diagnostic.ts';
import { graphOf, innerGraphs, type Graph, type PlacedState } from './graph.ts';
import { checkLabels } from './map-fields.ts';
import { languageOf } from './states.ts';
import { targetsOf } from './transitions.ts';
import { variablesOf } from './variables.ts';

/** Names that must be unique in the whole machine (states, labels), and variables against the scopes around them. */
export function checkScopes(root: Graph): void {
  const all: PlacedState[] = [];
  collect(root, all);
  const seen = new Set<string>();
  for (const { name, place } of all) {
    if (seen.has(name)) reject(place, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
    seen.add(name);
  }
  checkLabels(all);
  checkShadowing(root, new Set());
}

function collect(graph: Graph, all: PlacedState[]): void {
  for (const placed of graph.states) {
    all.push(placed);
    for (const { definition, place } of innerGraphs(placed)) collect(graphOf(definition, place), all);
  }
}

/**
 * An inner scope may read the variables around it and must not assign one of their names. Only what can be assigned
 * before the inner scope runs counts: a catcher of the Parallel itself may use the names that its branches use.
 */
function checkShadowing(graph: Graph, outer: ReadonlySet<string>): void {
  const assigned = new Map<string, readonly string[]>();
  for (const { name, state, place } of graph.states) {
    const variables = variablesOf(state, { ...place, language: languageOf(state, place.machine.language) });
    for (const [variable, at] of variables) {
      if (outer.has(variable)) {
        reject(member(at, variable), `The variable '${variable}' is already assigned in an outer scope`);
      }
    }
    if (variables.size > 0) assigned.set(name, [...variables.keys()]);
  }
  const before = assigned.size > 0 ? reaching(graph) : () => [];
  for (const placed of graph.states) {
    for (const { definition, place, distributed } of innerGraphs(placed)) {
      // The items of a distributed Map run as executions of their own, which see no variable of this one.
      const visible = distributed ? [] : [...outer, ...before(placed.name).flatMap((name) => assigned.get(name) ?? [])];
      checkShadowing(graphOf(definition, place), new Set(visible));
    }
  }
}

/** Tells the states from which a state can be reached, itself only when it is in a loop. */
function reaching(graph: Graph): (name: string) => string[] {
  const sources = new Map<string, string[]>();
  for (const placed of graph.states) {
    for (const target of targetsOf(placed)) {
      const known = sources.get(target);
      if (known) known.push(placed.name);
      else sources.set(target, [placed.name]);
    }
  }
  return (name) => {
    const before = new Set<string>();
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const source of sources.get(next) ?? []) {
        if (before.has(source)) continue;
        before.add(source);
        open.push(source);
      }
    }
    return [...before];
  };
}
