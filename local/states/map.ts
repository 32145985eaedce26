import { CancelledError } from '../engine/cancellation.ts';
import type { MapState } from '../engine/definition.ts';
import type { Child, Outcome, Step } from '../engine/step.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { evaluateTemplate } from '../query/jsonata-template.ts';
import { evaluatePayloadTemplate } from '../query/payload-template.ts';
import { caught, withRetries } from './attempts.ts';
import { recordAborted } from './children.ts';
import { effectiveInput, exitWithResult, jsonataScope, pathScope } from './data-flow.ts';
import { mapItems, maxConcurrency } from './map-input.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
export async function runMap(state: MapState, step: Step): Promise<Outcome> {
  let result: Json;
  try {
    result = await withRetries(state, step, () => runIterations(state, step));
  } catch (thrown) {
    const failure = step.failure(thrown);
    if (failure.error !== 'States.Runtime') step.record('MapStateFailed');
    return caught(state, step, failure);
  }
  const last = step.lastEventId;
  step.record('MapStateSucceeded');
  // Succeeded and Exited share a predecessor.
  step.lastEventId = last;
  return exitWithResult(state, step, result);
}

async function runIterations(state: MapState, step: Step): Promise<Json> {
  const items = await mapItems(state, step);
  const limit = (await maxConcurrency(state, step)) || items.length;
  const started = step.record('MapStateStarted', { length: items.length });
  const graph = state.ItemProcessor ?? state.Iterator;
  if (!graph) throw new Error(`Map state '${step.name}' has no ItemProcessor; validation should have refused it`);

  const outputs: Json[] = new Array<Json>(items.length).fill(null);
  const running = new Map<number, Child>();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let next = 0;
  let left = items.length;
  let stopped = false;

  const begin = (index: number, afterEvent: number): number =>
    step.recordAfter(afterEvent, 'MapIterationStarted', { name: step.name, index });

  /** One of `limit` lines of work: the freed slot's next iteration follows what the finished one did last. */
  const work = async (index: number, afterEvent: number): Promise<void> => {
    for (;;) {
      const last = await iterate(index, afterEvent);
      if (last === undefined || next >= items.length) return;
      index = next++;
      afterEvent = begin(index, last);
    }
  };

  /** The iteration's newest event if the Map goes on, else undefined. */
  const iterate = async (index: number, afterEvent: number): Promise<number | undefined> => {
    const item: JsonObject = { Index: index, Value: items[index] ?? null };
    const input = await iterationInput(state, step, item);
    if (stopped) return undefined;
    const child = step.fork({ graph, index, input, afterEvent, item });
    running.set(index, child);
    const outcome = await child.done;
    if (stopped) return undefined;
    const last = child.lastEventId();
    if (outcome.kind === 'succeeded') {
      running.delete(index);
      outputs[index] = outcome.output;
      // The Map goes on from this event if it was the last one; a freed slot goes on from the one before it.
      step.recordAfter(last, 'MapIterationSucceeded', { name: step.name, index });
      if (--left === 0) resolve();
      return last;
    }
    stopped = true;
    if (outcome.kind === 'failed') {
      stopOthers(step, running, index, last);
      step.lastEventId = last;
      reject(outcome.failure);
    } else {
      reject(new CancelledError());
    }
    return undefined;
  };

  if (items.length === 0) return [];
  const first = Array.from({ length: Math.min(limit, items.length) }, () => next++);
  const begun = first.map((index) => [index, begin(index, started)] as const);
  for (const [index, afterEvent] of begun) {
    work(index, afterEvent).catch((error: unknown) => {
      stopped = true;
      for (const child of running.values()) child.cancel();
      reject(error as Error);
    });
  }
  await promise;
  return outputs;
}

/** Events in order of the items: the failed iteration as failed, the others that ran as aborted. */
function stopOthers(step: Step, running: ReadonlyMap<number, Child>, failed: number, afterEvent: number): void {
  const concurrent = running.size > 1;
  for (const [index, child] of [...running].sort(([a], [b]) => a - b)) {
    child.cancel();
    const type = index === failed ? 'MapIterationFailed' : 'MapIterationAborted';
    step.recordAfter(afterEvent, type, { name: step.name, index });
    if (concurrent) recordAborted(step, child, afterEvent);
  }
}

/** ItemSelector (formerly Parameters) sees the Map's own input and the item in the context. */
async function iterationInput(state: MapState, step: Step, item: JsonObject): Promise<Json> {
  const selector = state.ItemSelector ?? (step.queryLanguage === 'JSONPath' ? state.Parameters : undefined);
  if (selector === undefined) return item.Value ?? null;
  const context = { ...step.context, Map: { Item: item } };
  if (step.queryLanguage === 'JSONata') {
    const scope = jsonataScope(step);
    return evaluateTemplate(selector, { ...scope, states: { input: step.input, context } }, 'ItemSelector');
  }
  return evaluatePayloadTemplate(selector, { ...pathScope(step, effectiveInput(state, step)), context });
}
