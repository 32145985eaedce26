import type { Catcher, Retrier } from './definition.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const DEFAULTS = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 } as const;

/** Fails the execution whatever a Retry or Catch says, even one that names it. */
const TERMINAL = 'States.Runtime';
/** Not failures of the task's own work, so `States.TaskFailed` does not stand for them. */
const NOT_TASK_FAILED: ReadonlySet<string | undefined> = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/** Whether an ErrorEquals list names this failure. `alias` is another name of it, e.g. States.HeartbeatTimeout. */
export function matchesError(errorEquals: readonly string[], error: string | undefined, alias?: string): boolean {
  if (error === TERMINAL) return false;
  return errorEquals.some((pattern) => {
    if (pattern === 'States.ALL') return true;
    if (pattern === 'States.TaskFailed') return !NOT_TASK_FAILED.has(error);
    return pattern === error || (alias !== undefined && pattern === alias);
  });
}

/**
 * What to wait before the next attempt, in milliseconds; undefined when no attempt is left. Counts the attempt in
 * `attempts`, which has one counter for each retrier and lives as long as the state is not left.
 * Attempt n waits IntervalSeconds × BackoffRate^(n-1), at most MaxDelaySeconds; FULL jitter draws from [0, that).
 */
export function nextRetryDelay(
  retriers: readonly Retrier[],
  attempts: number[],
  error: string | undefined,
  random: () => number,
  alias?: string,
): number | undefined {
  const index = findRetrier(retriers, error, alias);
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const made = attempts[index] ?? 0;
  if (made >= (retrier.MaxAttempts ?? DEFAULTS.maxAttempts)) return undefined;
  attempts[index] = made + 1;
  const backoff =
    (retrier.IntervalSeconds ?? DEFAULTS.intervalSeconds) * (retrier.BackoffRate ?? DEFAULTS.backoffRate) ** made;
  const capped = Math.min(backoff, retrier.MaxDelaySeconds ?? Infinity);
  return Math.round(1000 * capped * (retrier.JitterStrategy === 'FULL' ? random() : 1));
}

/** The first retrier that names this failure; -1 without one. */
export function findRetrier(retriers: readonly Retrier[], error: string | undefined, alias?: string): number {
  return retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, error, alias));
}

export function findCatcher(
  catchers: readonly Catcher[] | undefined,
  error: string | undefined,
  alias?: string,
): { readonly catcher: Catcher; readonly index: number } | undefined {
  const index = (catchers ?? []).findIndex((catcher) => matchesError(catcher.ErrorEquals, error, alias));
  const catcher = catchers?.[index];
  return catcher && { catcher, index };
}
