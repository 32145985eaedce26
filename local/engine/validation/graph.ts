import { isObject, type JsonObject } from '../../query/json.ts';
import { element, member, type Place } from './diagnostic.ts';

/** A machine, a Parallel branch or a Map's processor: the places that hold states. */
export interface Graph {
  readonly definition: JsonObject;
  readonly place: Place;
  readonly states: readonly PlacedState[];
}

export interface PlacedState {
  readonly name: string;
  readonly state: JsonObject;
  readonly place: Place;
}

export interface InnerGraph {
  readonly definition: JsonObject;
  readonly place: Place;
  /** A distributed Map runs its items as executions of their own. */
  readonly distributed: boolean;
}

/** The states of a graph, in the order of the text; what is not an object is left out. */
export function graphOf(definition: JsonObject, place: Place): Graph {
  const states = isObject(definition.States) ? definition.States : {};
  const at = member(place, 'States');
  return {
    definition,
    place,
    states: Object.entries(states).flatMap(([name, state]) =>
      isObject(state) ? [{ name, state, place: member(at, name) }] : [],
    ),
  };
}

/** The graphs directly inside a state. */
export function innerGraphs({ state, place }: PlacedState): InnerGraph[] {
  const found: InnerGraph[] = [];
  if (state.Type === 'Parallel' && Array.isArray(state.Branches)) {
    state.Branches.forEach((branch, index) => {
      if (!isObject(branch)) return;
      found.push({ definition: branch, place: element(member(place, 'Branches'), index), distributed: false });
    });
  }
  if (state.Type === 'Map') {
    for (const name of ['ItemProcessor', 'Iterator']) {
      const processor = state[name];
      if (!isObject(processor)) continue;
      found.push({ definition: processor, place: member(place, name), distributed: isDistributed(processor) });
    }
  }
  return found;
}

export function isDistributed(processor: JsonObject): boolean {
  return isObject(processor.ProcessorConfig) && processor.ProcessorConfig.Mode === 'DISTRIBUTED';
}
