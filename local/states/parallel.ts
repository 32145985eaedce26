import type { ParallelState } from '../engine/definition.ts';
import { CancelledError } from '../engine/cancellation.ts';
import type { Child, Outcome, Step } from '../engine/step.ts';
import type { Json } from '../query/json.ts';
import { withRetries, caught } from './attempts.ts';
import { recordAborted } from './children.ts';
import { exitWithResult, workInput } from './data-flow.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
export async function runParallel(state: ParallelState, step: Step): Promise<Outcome> {
  let result: Json;
  try {
    result = await withRetries(state, step, () => runBranches(state, step));
  } catch (thrown) {
    const failure = step.failure(thrown);
    step.record('ParallelStateFailed');
    return caught(state, step, failure);
  }
  const last = step.lastEventId;
  step.record('ParallelStateSucceeded');
  // Succeeded and Exited share a predecessor.
  step.lastEventId = last;
  return exitWithResult(state, step, result);
}

async function runBranches(state: ParallelState, step: Step): Promise<Json> {
  const input = await workInput(state, step);
  const started = step.record('ParallelStateStarted');
  const outputs: Json[] = new Array<Json>(state.Branches.length).fill(null);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = state.Branches.length;
  let failed = false;
  const children: Child[] = [];
  for (const [index, graph] of state.Branches.entries()) {
    const child = step.fork({ graph, index, input, afterEvent: started });
    children.push(child);
    child.done.then((outcome) => {
      if (failed) return;
      if (outcome.kind === 'cancelled') {
        failed = true;
        reject(new CancelledError());
      } else if (outcome.kind === 'succeeded') {
        outputs[index] = outcome.output;
        step.lastEventId = child.lastEventId();
        if (--left === 0) resolve();
      } else {
        failed = true;
        const eventId = child.lastEventId();
        for (const other of children) {
          if (other.stateType() === undefined) continue;
          other.cancel();
          recordAborted(step, other, eventId);
        }
        step.lastEventId = eventId;
        reject(outcome.failure);
      }
    }, reject);
  }
  await promise;
  return outputs;
}
