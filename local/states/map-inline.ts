import { CancelledError } from '../engine/cancellation.ts';
import type { MapState, StateGraph } from '../engine/definition.ts';
import type { Child, Step } from '../engine/step.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { recordAborted } from './children.ts';
import { itemInput, maxConcurrency } from './map-input.ts';

/** An inline Map: its iterations are scopes of the same execution, in the same history. */
export async function runInline(state: MapState, step: Step, graph: StateGraph, items: readonly Json[]): Promise<Json> {
  const limit = (await maxConcurrency(state, step)) || items.length;
  const started = step.record('MapStateStarted', { length: items.length });
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
    const input = await itemInput(state, step, item);
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
