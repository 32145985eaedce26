import {
  ANOTHER_TIER,
  ANSWERS,
  BREAKER_OPEN,
  chainOf,
  MODEL_UNAVAILABLE,
  PASSED_OVER,
  shortName,
  tierOf,
} from './models.ts';
import type { Timeline } from './breaker-timeline.ts';
import type { AttemptSeen, ExecutionSeen } from './recording.ts';
import { keyOf } from './requests.ts';
import { isError } from './schedule.ts';
import type { Schedule, Span } from './schedule.ts';

/** What decides which outcomes an execution may have. */
export interface World {
  readonly schedule: Schedule;
  /** By model id. */
  readonly breakers: ReadonlyMap<string, Timeline>;
  /** Executions that a model answered in full, by the key of their request. */
  readonly answered: ReadonlyMap<string, readonly ExecutionSeen[]>;
}

// Two readings of a clock in milliseconds, each cut off, on either side of an attempt.
const ROUNDING_MS = 5;

/** What is wrong with how an execution ended; nothing if the schedule, the breakers and the cache permit it. */
export function complaints(execution: ExecutionSeen, world: World): readonly string[] {
  const { status, error, output, attempts, request } = execution;
  const { left, wrong } = walk(execution, world);
  const said = [...wrong];
  if (status === 'SUCCEEDED' && output !== undefined) {
    const last = attempts.at(-1);
    const answered = last !== undefined && ANSWERS.includes(last.outcome);
    const from = answered ? (attempts.length === 1 ? 'primary' : 'fallback') : 'cache';
    if (output.servedFrom !== from) said.push(`is served from ${output.servedFrom}, but its attempts say ${from}`);
    if (answered && output.model.modelId !== last.modelId)
      said.push(`names ${output.model.modelId} as its model, not the last one it tried`);
    if (!answered) said.push(...cacheComplaints(execution, left, world));
    const { strategy } = output.route;
    const passed = attempts[0]?.outcome === PASSED_OVER;
    const right = passed ? 'metric' : request.explicit ? 'override' : 'static';
    if (strategy !== right) said.push(`has the strategy ${strategy}, not ${right}`);
  } else if (status === 'FAILED' && error === MODEL_UNAVAILABLE) {
    said.push(...failureComplaints(execution, left, world));
  } else {
    said.push(`ended as ${status} ${error ?? ''}: ${(execution.cause ?? '').slice(0, 200)}`);
  }
  return said;
}

/** Follows the attempts along the chain; `left` is what has not been tried. */
function walk(
  execution: ExecutionSeen,
  world: World,
): { readonly left: readonly string[]; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  let left = chainOf(execution.request.tier);
  for (const [index, attempt] of execution.attempts.entries()) {
    const [due, ...rest] = left;
    if (due !== attempt.modelId) {
      wrong.push(
        `tries ${shortName(attempt.modelId)} where ${due === undefined ? 'no model' : shortName(due)} is next`,
      );
      return { left, wrong };
    }
    const reason = objection(attempt, spanOf(execution, index), execution, rest, world);
    if (reason !== undefined) wrong.push(`attempt ${index + 1}, ${shortName(due)}: ${attempt.outcome}, ${reason}`);
    if (ANSWERS.includes(attempt.outcome) && index < execution.attempts.length - 1)
      wrong.push(`goes on after ${attempt.outcome}`);
    left = rest;
    if (attempt.outcome === PASSED_OVER) left = [...rest, due];
    if (ANOTHER_TIER.includes(attempt.outcome)) left = rest.filter((modelId) => tierOf(modelId) !== tierOf(due));
  }
  return { left, wrong };
}

/** Attempts follow each other, so each lies between the sums of those before and behind it. */
function spanOf({ attempts, from, by }: ExecutionSeen, index: number): Span {
  const sum = (some: readonly AttemptSeen[]) => some.reduce((total, { latencyMs }) => total + latencyMs, 0);
  return {
    from: from + sum(attempts.slice(0, index)) - ROUNDING_MS,
    by: by - sum(attempts.slice(index + 1)) + ROUNDING_MS,
  };
}

/** Why the attempt cannot have ended so. */
function objection(
  { modelId, outcome }: AttemptSeen,
  span: Span,
  { request, attempts }: ExecutionSeen,
  rest: readonly string[],
  { schedule, breakers }: World,
): string | undefined {
  const breaker = breakers.get(modelId);
  if (outcome === BREAKER_OPEN) return breaker?.mayBeBroken(span) ? undefined : 'but its breaker was closed';
  if (outcome === PASSED_OVER) {
    if (request.explicit) return 'but the request names the tier';
    if (rest.length === 0) return 'but no other model is left';
    if (attempts.filter((one) => one.modelId === modelId && one.outcome === PASSED_OVER).length > 1) return 'twice';
    return breaker?.mayBeAvoided(span) ? undefined : 'but its figures were good';
  }
  if (breaker?.isOpen(span)) return 'but its breaker was open all the time';
  const possible = schedule.results(modelId, span);
  if (possible.has(outcome === 'answered' ? 'ok' : outcome)) return undefined;
  return `but the stand-in had only ${[...possible].join(', ')} for it`;
}

function failureComplaints(execution: ExecutionSeen, left: readonly string[], world: World): readonly string[] {
  const said: string[] = [];
  const { attempts, cause = '{}' } = execution;
  const {
    code,
    tried = [],
    retryAfterSeconds,
  } = JSON.parse(cause) as {
    readonly code?: string;
    readonly tried?: readonly string[];
    readonly retryAfterSeconds?: number | null;
  };
  if (left.length > 0) said.push(`fails before it has tried ${left.map(shortName).join(', ')}`);
  if (tried.join() !== attempts.map(({ modelId }) => modelId).join())
    said.push(`names other models as tried than its history: ${tried.map(shortName).join(', ')}`);
  if (code !== attempts.at(-1)?.outcome) said.push(`has the code ${code}, not the outcome of its last attempt`);
  if (typeof retryAfterSeconds !== 'number' || retryAfterSeconds < 1)
    said.push(`says retry after ${retryAfterSeconds} seconds`);
  if (execution.request.allowStale && earlier(execution, world).length > 0)
    said.push('fails although its answer is in the cache');
  return said;
}

function cacheComplaints(execution: ExecutionSeen, left: readonly string[], world: World): readonly string[] {
  const said: string[] = [];
  const { output, request } = execution;
  if (left.length > 0) said.push(`is served from the cache before it has tried ${left.map(shortName).join(', ')}`);
  if (!request.allowStale) said.push('gets an answer from before, which it did not allow');
  if (output?.stale !== true) said.push('is served from the cache and not marked stale');
  const same = earlier(execution, world).some(
    (one) => one.output?.answer === output?.answer && one.output?.model.modelId === output?.model.modelId,
  );
  if (!same) said.push('gets an answer that its client was never given');
  return said;
}

/** Whose answers must be in the cache when this execution looks. */
function earlier({ request, from }: ExecutionSeen, { answered }: World): readonly ExecutionSeen[] {
  return (answered.get(keyOf(request)) ?? []).filter(({ by }) => by <= from);
}

/** Whether some model of the chain could be called, and answered every call, during all of an execution's life. */
export function hadHealthyModel({ request, from, by }: ExecutionSeen, { schedule, breakers }: World): boolean {
  return chainOf(request.tier).some(
    (modelId) =>
      breakers.get(modelId)?.isClosed({ from, by }) && ![...schedule.results(modelId, { from, by })].some(isError),
  );
}
