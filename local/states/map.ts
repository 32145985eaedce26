import type { MapState } from '../engine/definition.ts';
import type { Outcome, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { caught, withRetries } from './attempts.ts';
import { succeededOnce } from './children.ts';
import { exitWithResult } from './data-flow.ts';
import { runDistributed } from './map-distributed.ts';
import { runInline } from './map-inline.ts';
import { mockedItems } from './map-mocked.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
export async function runMap(state: MapState, step: Step): Promise<Outcome> {
  let result: Json;
  try {
    result = await succeededOnce(step, 'MapStateSucceeded', () =>
      withRetries(state, step, () => runItems(state, step)),
    );
  } catch (thrown) {
    const failure = step.failure(thrown);
    // As recorded: data that the Map cannot work with fails the execution without this event.
    if (failure.error !== 'States.Runtime') step.record('MapStateFailed');
    return caught(state, step, failure);
  }
  try {
    return await exitWithResult(state, step, result);
  } catch (thrown) {
    return caught(state, step, step.failure(thrown));
  }
}

async function runItems(state: MapState, step: Step): Promise<Json> {
  if (step.mock) return mockedItems(state, step, step.mock);
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) throw new Error(`Map state '${step.name}' has no ItemProcessor; validation should have refused it`);
  return processor.ProcessorConfig?.Mode === 'DISTRIBUTED'
    ? runDistributed(state, step, processor)
    : runInline(state, step, processor);
}
