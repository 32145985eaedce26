import type { Attempt } from '../stores/breaker-counters.ts';
import type { Breakers, Lease, ProbeOutcome } from '../stores/breakers.ts';
import { admits } from './breaker.ts';
import type { Transition } from './breaker.ts';
import { BREAKER_OPEN, DEADLINE_EXCEEDED, MODEL_ERRORS } from './errors.ts';
import { ModelCallError } from './gateway.ts';

/** How the state machine let this call in. */
export interface Admission {
  readonly breaker: string;
  /** Of the circuit when it was read; absent when it could not be. */
  readonly generation?: number;
  /** Whether it could not be; the call goes on without. */
  readonly unread?: boolean;
  /** The same for every run of one attempt; a retry is another. */
  readonly attempt: string;
  /** Retries of the state before this run. */
  readonly retries: number;
  /** Whether the execution has been redriven since the state machine let the call in. */
  readonly redriven: boolean;
  /** Whether no attempt of this call in this execution can have had an answer before. */
  readonly first: boolean;
  /** When this run was begun and when the whole chain has to be over, in milliseconds since the epoch by Step Functions' clock. */
  readonly at: number;
  readonly deadline: number;
  /** When Step Functions gives the task up, and has the attempt counted as lost. */
  readonly until: number;
  readonly probe?: Lease & {
    /** Whether this probe ended OPEN, of which nobody has told yet. */
    readonly ended: boolean;
  };
}

export interface GuardTools {
  readonly breakers: Breakers;
  /** A clock that says `at` now and goes on from there: every breaker lives by Step Functions' time, no Lambda's. */
  readonly clockFrom: (at: number) => () => number;
  /** Tells everyone of a change: an event and a metric. */
  readonly announce: (transition: Transition) => Promise<void>;
  /** A table could not be read or written; calls go on without it. */
  readonly fault: (what: string, during: 'read' | 'write', error: unknown) => void;
}

/** An answer as the breaker sees it. */
interface Answered {
  readonly latencyMs: number;
  readonly costUsd: number;
  /** Whether this attempt asked no model, but found the answer that an earlier one had already paid for. */
  readonly replayed: boolean;
}

interface Judgement extends Pick<Attempt, 'failed' | 'tardy' | 'latencyMs' | 'costUsd'> {
  readonly outcome: ProbeOutcome;
}

/**
 * One attempt under its breaker. Neither ASL's Retry nor a redrive goes back to the check, so from the second run on the
 * function reads the breaker itself. Whatever happens is counted before it is thrown; after an answer the count is awaited by
 * the caller, beside whatever else there is to write.
 */
export async function guarded<T extends Answered>(
  given: Admission,
  slowAfterMs: number,
  now: () => number,
  tools: GuardTools,
  call: (admission: Admission) => Promise<T>,
): Promise<{ readonly reply: T; readonly counted: Promise<void> }> {
  if (given.unread) tools.fault(given.breaker, 'read', new Error('the state machine could not read it'));
  const admission = runsAgain(given) ? await readmitted(given, now, tools) : given;
  const told = admission.probe?.ended ? announceHalfOpen(admission, admission.probe, now, tools) : Promise.resolve();
  const tell = async (judgement: Judgement) => {
    await Promise.all([told, count(admission, judgement, now, tools)]);
  };
  const started = now();
  let reply: T;
  try {
    reply = await call(admission);
  } catch (error) {
    const slow = now() - started > slowAfterMs;
    await tell({ ...judged(error, given.retries, slow), tardy: slow });
    throw error;
  }
  const { latencyMs, costUsd, replayed } = reply;
  if (replayed) return { reply, counted: tell({ outcome: 'neutral', failed: false, tardy: false }) };
  const outcome = latencyMs > slowAfterMs ? 'bad' : 'good';
  // Half of what counts as slow is too long for one answer in twenty.
  const tardy = latencyMs > slowAfterMs / 2;
  return { reply, counted: tell({ outcome, failed: false, tardy, latencyMs, costUsd }) };
}

/** An attempt that was killed before it could tell, or just after: what it has counted itself is not counted again. */
export async function lost(given: Admission, tools: GuardTools): Promise<void> {
  // What ran again has read its circuit itself, and may have counted there: better no count than a second one.
  const admission = runsAgain(given) ? { ...given, generation: undefined, probe: undefined } : given;
  const { breaker, attempt: id, generation, probe, at } = admission;
  const now = tools.clockFrom(at);
  if (probe) return count(admission, { outcome: 'bad', failed: true, tardy: true }, now, tools);
  await announcing(breaker, tools, () =>
    tools.breakers.countLost(breaker, { id, generation, outcome: 'bad', failed: true, tardy: true }, now()),
  );
}

/** Whether the states' word is of an earlier run: theirs was the breaker of then, and its lease. */
function runsAgain({ retries, redriven }: Admission): boolean {
  return retries > 0 || redriven;
}

/**
 * How a run is admitted that is not the first. Throws BreakerOpen, or DeadlineExceeded when the chain's time is over. A probe
 * does not run again: where Lambda lost its word it may still be out, and its lease has to run out.
 */
async function readmitted(
  admission: Admission,
  now: () => number,
  { breakers, fault }: GuardTools,
): Promise<Admission> {
  const { breaker, deadline } = admission;
  if (now() >= deadline) throw new ModelCallError(DEADLINE_EXCEEDED, 'no time is left for another attempt');
  try {
    const state = await breakers.read(breaker);
    if (!admits(state)) throw new ModelCallError(BREAKER_OPEN, `${breaker} is ${state.forced ?? state.circuit}`);
    return { ...admission, generation: state.generation, probe: undefined };
  } catch (error) {
    if (error instanceof ModelCallError) throw error;
    fault(breaker, 'read', error);
    return { ...admission, probe: undefined };
  }
}

/** What an error says of the model: of its health, and of the figures by which it is passed over. */
function judged(error: unknown, retries: number, slow: boolean): Pick<Judgement, 'outcome' | 'failed'> {
  const name = error instanceof Error ? error.name : undefined;
  // Cut short: the model's fault only if it had had its time.
  if (name === DEADLINE_EXCEEDED) return { outcome: slow ? 'bad' : 'neutral', failed: slow };
  const rule = MODEL_ERRORS.find((one) => one.name === name);
  switch (rule?.breaker) {
    case 'counts':
      return { outcome: 'bad', failed: true };
    case 'last':
      return { outcome: retries >= (rule?.retry?.attempts ?? 0) ? 'bad' : 'neutral', failed: true };
    case 'figures':
      return { outcome: 'neutral', failed: true };
    default:
      return { outcome: 'neutral', failed: false };
  }
}

async function count(
  { breaker, attempt, generation, probe, until }: Admission,
  judgement: Judgement,
  now: () => number,
  tools: GuardTools,
): Promise<void> {
  const { breakers } = tools;
  await announcing(breaker, tools, async () => {
    if (probe) return breakers.settle(breaker, probe, judgement.outcome, now());
    // Nothing of the model's: an answer from before, a fault of the request or of ours.
    if (judgement.outcome === 'neutral' && !judgement.failed) return undefined;
    // The task is over, and has been counted by those who wait for it.
    if (now() > until) return undefined;
    return breakers.count(breaker, { id: attempt, generation, ...judgement }, now());
  });
}

async function announcing(
  breaker: string,
  { announce, fault }: GuardTools,
  write: () => Promise<Transition | undefined>,
): Promise<void> {
  try {
    const transition = await write();
    if (transition) await announce(transition);
  } catch (error) {
    fault(breaker, 'write', error);
  }
}

async function announceHalfOpen(
  { breaker }: Admission,
  { generation }: Lease,
  now: () => number,
  tools: GuardTools,
): Promise<void> {
  const why = 'its time is over';
  const transition = { breaker, from: 'OPEN', to: 'HALF_OPEN', generation, at: now(), why } as const;
  await announcing(breaker, tools, () => Promise.resolve(transition));
}
