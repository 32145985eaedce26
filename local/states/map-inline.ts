import { CancelledError } from '../engine/cancellation.ts';
import type { MapState, StateGraph } from '../engine/definition.ts';
import type { Child, Step } from '../engine/step.ts';
import type { Frame } from '../engine/store.ts';
import type { Json, JsonObject } from '../query/json.ts';
import { begunOnce, interruptedChildren, recordAborted } from './children.ts';
import { itemInput, mapItems, maxConcurrency } from './map-input.ts';

/** Whatever the state says: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MAX_AT_A_TIME = 40;

/** An inline Map: its iterations are scopes of the same execution, in the same history. */
export async function runInline(state: MapState, step: Step, graph: StateGraph): Promise<Json> {
  const { started, items, limit } = await begunOnce(step, async () => {
    const all = await mapItems(state, step);
    const limit = Math.min((await maxConcurrency(state, step)) || MAX_AT_A_TIME, MAX_AT_A_TIME);
    return { items: all as Json[], limit, started: step.record('MapStateStarted', { length: all.length }) };
  });
  const succeeded = (index: number, afterEvent: number, output: Json): void => {
    const eventId = step.recordAfter(afterEvent, 'MapIterationSucceeded', { name: step.name, index });
    step.saveChild(index, { lastEventId: eventId, output });
  };
  const { finished, begun } = interruptedChildren(step, items.length, (index, { lastEventId, output = null }) =>
    succeeded(index, lastEventId, output),
  );
  const outputs = items.map((_item, index) => finished.get(index) ?? null);
  const running = new Map<number, Child>();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Iterations begin in the order of the items.
  let next = finished.size + begun.length;
  let left = items.length - finished.size;
  let stopped = false;

  const begin = (index: number, afterEvent: number): Begun => {
    const eventId = step.recordAfter(afterEvent, 'MapIterationStarted', { name: step.name, index });
    step.saveChild(index, { lastEventId: eventId });
    return { index, afterEvent: eventId };
  };

  /** One of `limit` lines of work: the freed slot's next iteration follows what the finished one did last. */
  const work = async (first: Begun): Promise<void> => {
    let iteration = first;
    for (;;) {
      const last = await iterate(iteration);
      if (last === undefined || next >= items.length) return;
      iteration = begin(next++, last);
    }
  };

  /** The iteration's newest event if the Map goes on, else undefined. */
  const iterate = async ({ index, afterEvent, interrupted }: Begun): Promise<number | undefined> => {
    const item: JsonObject = { Index: index, Value: items[index] ?? null };
    const input = await itemInput(state, step, item);
    if (stopped) return undefined;
    const child = step.fork({ graph, index, input, afterEvent, item, interrupted });
    running.set(index, child);
    const outcome = await child.done;
    if (stopped) return undefined;
    const last = child.lastEventId();
    if (outcome.kind === 'succeeded') {
      running.delete(index);
      outputs[index] = outcome.output;
      // The Map goes on from this event if it was the last one; a freed slot goes on from the one before it.
      succeeded(index, last, outcome.output);
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

  if (left === 0) return outputs;
  const lines: Begun[] = begun.map(({ index, frame }) => ({
    index,
    afterEvent: frame.lastEventId,
    interrupted: frame,
  }));
  while (lines.length < limit && next < items.length) lines.push(begin(next++, started));
  for (const line of lines) {
    work(line).catch((error: unknown) => {
      stopped = true;
      for (const child of running.values()) child.cancel();
      reject(error as Error);
    });
  }
  await promise;
  return outputs;
}

/** An iteration that has its MapIterationStarted. */
interface Begun {
  readonly index: number;
  readonly afterEvent: number;
  readonly interrupted?: Frame;
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
