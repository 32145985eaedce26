import type { Json, JsonObject } from '../query/json.ts';
import type { Catcher, Retrier } from '../engine/definition.ts';
import type { StatesError } from '../engine/errors.ts';
import { findCatcher, findRetrier, nextRetryDelay } from '../engine/retry.ts';
import type { Outcome, Step } from '../engine/step.ts';
import { assignPaths, combine, exitJsonata } from './data-flow.ts';

/** What Task, Parallel and Map share: attempts until one succeeds or no retrier applies. Throws the last StatesError. */
export async function withRetries<T>(
  state: { readonly Retry?: readonly Retrier[] },
  step: Step,
  attempt: () => Promise<T>,
): Promise<T> {
  const attempts = Array.isArray(step.progress.attempts) ? (step.progress.attempts as number[]) : [];
  step.retryCount = attempts.reduce((sum, made) => sum + made, 0);
  for (;;) {
    if (typeof step.progress.retryAt === 'number') await step.sleepUntil(step.progress.retryAt);
    delete step.progress.retryAt;
    try {
      return await attempt();
    } catch (thrown) {
      const failure = step.failure(thrown);
      const delay = nextRetryDelay(state.Retry ?? [], attempts, failure.error, step.random, failure.alias);
      const index = findRetrier(state.Retry ?? [], failure.error, failure.alias);
      if (index >= 0) step.handles?.(failure, { by: 'retry', index, delayMs: delay });
      if (delay === undefined) throw failure;
      step.retryCount += 1;
      step.forgetChildren();
      delete step.progress.inner;
      delete step.progress.done;
      step.progress.attempts = attempts;
      step.progress.retryAt = step.clock.now() + delay;
      step.save();
    }
  }
}

/** Runs a state's work under its Retry and Catch; `finish` shapes the result, and is tried again with the work. */
export async function attempted(
  state: { readonly Retry?: readonly Retrier[]; readonly Catch?: readonly Catcher[] },
  step: Step,
  attempt: () => Promise<Json>,
  finish: (result: Json) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await withRetries(state, step, async () => finish(await attempt()));
  } catch (thrown) {
    return caught(state, step, step.failure(thrown));
  }
}

/** The way out through a matching catcher, or the failure itself. */
export async function caught(
  state: { readonly Catch?: readonly Catcher[] },
  step: Step,
  failure: StatesError,
): Promise<Outcome> {
  const found = findCatcher(state.Catch, failure.error, failure.alias);
  if (!found) return { kind: 'fail', failure };
  const { catcher, index } = found;
  step.handles?.(failure, { by: 'catch', index });
  // As recorded: an error without a cause has an empty one, and a callback may name neither.
  const cause = failure.causeText ?? (failure.error === undefined ? null : '');
  const errorOutput: JsonObject = { Error: failure.error ?? null, Cause: cause };
  if (step.queryLanguage === 'JSONata') {
    return exitJsonata(catcher, step, catcher.Next, { errorOutput }, errorOutput, `Catch[${index}]/`);
  }
  const assigned = assignPaths(catcher.Assign, step, errorOutput);
  // OutputPath filters results, not errors.
  return { kind: 'exit', next: catcher.Next, output: combine(catcher.ResultPath, step.input, errorOutput), assigned };
}
