import type { ParallelState } from '../engine/definition.ts';
import { CancelledError } from '../engine/cancellation.ts';
import type { Child, ChildOutcome, Outcome, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { withRetries, caught } from './attempts.ts';
import { begunOnce, interruptedChildren, recordAborted, succeededOnce } from './children.ts';
import { exitWithResult, workInput } from './data-flow.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
export async function runParallel(state: ParallelState, step: Step): Promise<Outcome> {
  let result: Json;
  try {
    result = await succeededOnce(step, 'ParallelStateSucceeded', () =>
      withRetries(state, step, () => runBranches(state, step)),
    );
  } catch (thrown) {
    const failure = step.failure(thrown);
    step.record('ParallelStateFailed');
    return caught(state, step, failure);
  }
  try {
    return await exitWithResult(state, step, result);
  } catch (thrown) {
    return caught(state, step, step.failure(thrown));
  }
}

async function runBranches(state: ParallelState, step: Step): Promise<Json> {
  if (step.mock) return step.mock.outcome();
  const { started, input } = await begunOnce(step, async () => {
    const work = await workInput(state, step);
    return { input: work, started: step.record('ParallelStateStarted') };
  });
  const { finished, begun } = interruptedChildren(step, state.Branches.length);
  const interrupted = new Map(begun.map(({ index, frame }) => [index, frame]));
  const outputs = state.Branches.map((_branch, index) => finished.get(index) ?? null);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = state.Branches.length - finished.size;
  let failed = false;
  const children: Child[] = [];

  const settle = (index: number, child: Child, outcome: ChildOutcome): void => {
    if (failed) return;
    const eventId = child.lastEventId();
    if (outcome.kind === 'succeeded') {
      outputs[index] = outcome.output;
      step.lastEventId = eventId;
      step.saveChild(index, { lastEventId: eventId, output: outcome.output });
      if (--left === 0) resolve();
      return;
    }
    failed = true;
    if (outcome.kind === 'cancelled') return reject(new CancelledError());
    for (const other of children) {
      if (other.stateType() === undefined) continue;
      other.cancel();
      recordAborted(step, other, eventId);
    }
    step.lastEventId = eventId;
    reject(outcome.failure);
  };

  for (const [index, graph] of state.Branches.entries()) {
    if (finished.has(index)) continue;
    const child = step.fork({ graph, index, input, afterEvent: started, interrupted: interrupted.get(index) });
    children.push(child);
    child.done.then((outcome) => settle(index, child, outcome)).catch(reject);
  }
  if (left > 0) await promise;
  return outputs;
}
