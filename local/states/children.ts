import type { StateType } from '../engine/definition.ts';
import type { Child, Step } from '../engine/step.ts';
import type { Frame } from '../engine/store.ts';
import type { Json, JsonObject } from '../query/json.ts';

/** As recorded: only states that wait for something outside are reported as aborted. */
const ABORTABLE: ReadonlySet<StateType> = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/** Writes `<Type>StateAborted` for the state a stopped child was in. */
export function recordAborted(step: Step, child: Child, afterEvent: number): void {
  const type = child.stateType();
  if (type && ABORTABLE.has(type)) step.recordAfter(afterEvent, `${type}StateAborted`);
}

/**
 * What a Map or Parallel must remember to go on after a crash: the event its children follow, and what they work on.
 * `begin` runs once for each attempt.
 */
export async function begunOnce<T extends JsonObject & { started: number }>(
  step: Step,
  begin: () => Promise<T>,
): Promise<T> {
  const before = step.progress.inner as T | undefined;
  if (before) return before;
  const begun = await begin();
  step.progress.inner = begun;
  step.save();
  return begun;
}

/**
 * Runs the children's work once and journals its result with the event that tells of it, so that a crash while Output is
 * evaluated repeats neither.
 */
export async function succeededOnce(
  step: Step,
  event: 'MapStateSucceeded' | 'ParallelStateSucceeded',
  work: () => Promise<Json>,
): Promise<Json> {
  const done = step.progress.done as { readonly result: Json } | undefined;
  if (done) return done.result;
  const result = await work();
  const last = step.lastEventId;
  step.record(event);
  // Succeeded and Exited share a predecessor.
  step.lastEventId = last;
  step.progress.done = { result };
  step.save();
  return result;
}

/** What a crash has left of the children. */
export interface Interrupted {
  /** Outputs of those that had ended, by index. */
  readonly finished: ReadonlyMap<number, Json>;
  /** Those that had begun, in order. */
  readonly begun: readonly { readonly index: number; readonly frame: Frame }[];
}

/**
 * Looks up every child once, and moves the step on to the newest event of the finished ones. `heard` is told of those
 * that had ended before the Map or Parallel heard of it.
 */
export function interruptedChildren(
  step: Step,
  count: number,
  heard: (index: number, frame: Frame) => void = () => {},
): Interrupted {
  const finished = new Map<number, Json>();
  const begun: { index: number; frame: Frame }[] = [];
  for (let index = 0; index < count; index++) {
    const frame = step.interruptedChild(index);
    if (!frame) continue;
    if (frame.output === undefined) {
      begun.push({ index, frame });
    } else {
      finished.set(index, frame.output);
      if (frame.state !== '') heard(index, frame);
      step.lastEventId = Math.max(step.lastEventId, frame.lastEventId);
    }
  }
  return { finished, begun };
}
