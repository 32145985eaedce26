/**
 * The circuit breaker of one model behind one inference profile: when it opens, for how long, and what closes it. Pure rules;
 * `stores/breakers.ts` applies them to the table, and the state machine reads what they wrote.
 */

// B1. A result counts once, and moves only the circuit that admitted its call (same generation), while that is closed.
// B2. OPEN admits nothing. HALF_OPEN admits the holder of the one lease, until it answers or the lease expires.
// B3. Every change of the circuit is one conditional write on what was read, and raises the generation.

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN';
/** Set by an operator, over whatever the circuit says. */
export type Forced = 'OPEN' | 'CLOSED';

/** Ten seconds a bucket: a window that slides in six steps. */
const BUCKET_MS = 10_000;
export const WINDOW_BUCKETS = 6;
/** Below this a share says little: one failure of two calls is no outage. */
const MINIMUM_CALLS = 10;
const BAD_SHARE = 0.5;
/** Bedrock's outages last from seconds to many minutes: ask again soon at first, then rarely. */
const FIRST_OPEN_MS = 30_000;
export const LONGEST_OPEN_MS = 300_000;
/** So many probes in a row must succeed. */
export const PROBES_TO_CLOSE = 3;
/** Successes that are older prove nothing about now; the count of probes begins again. */
export const HALF_OPEN_MS = 600_000;

/** What a check reads. */
export interface BreakerState {
  readonly circuit: Circuit;
  readonly generation: number;
  readonly forced?: Forced;
}

/** Of a breaker that nobody has written to yet. */
export const UNUSED: BreakerState = { circuit: 'CLOSED', generation: 0 };

export function admits({ circuit, forced }: BreakerState): boolean {
  return forced === undefined ? circuit === 'CLOSED' : forced === 'CLOSED';
}

export function bucketOf(at: number): number {
  return Math.floor(at / BUCKET_MS);
}

/** Of one window. */
export interface Counts {
  /** Attempts that say something of the model's health. */
  readonly calls: number;
  /** Of these, failed or slow. */
  readonly bad: number;
  /** All attempts, also those that were throttled. */
  readonly samples: number;
  /** Of all, those that gave no answer, for whatever reason. */
  readonly errors: number;
  /** Answers that took longer than the limit for the 95th percentile. */
  readonly tardy: number;
}

export function opens({ calls, bad }: Counts): boolean {
  return calls >= MINIMUM_CALLS && bad / calls >= BAD_SHARE;
}

/** Below this a share says little of a model's figures, and a detour over a dearer model is not worth it. */
const MINIMUM_SAMPLES = 20;
/** Far below what opens the breaker: a model that throttles a quarter of its calls still answers, but others answer better. */
const ERROR_SHARE = 0.25;
/** More answers than this over the limit, and the 95th percentile is over it. */
const TARDY_SHARE = 0.05;
/** Half a window: long enough for quotas to refill, short enough to notice that they have. */
export const PASSED_OVER_MS = 30_000;

/** Whether a model is to be passed over for the next one while that one has better figures. */
export function isPoor({ samples, errors, tardy }: Counts): boolean {
  return samples >= MINIMUM_SAMPLES && (errors / samples >= ERROR_SHARE || tardy / samples > TARDY_SHARE);
}

/** Upper bounds of latency classes in milliseconds, from a label to the longest call; what is above them is in the last class. */
export const LATENCY_CLASSES: readonly number[] = [
  250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 40_000, 75_000, 100_000,
];

export function latencyClass(latencyMs: number): number {
  const found = LATENCY_CLASSES.findIndex((bound) => latencyMs <= bound);
  return found === -1 ? LATENCY_CLASSES.length : found;
}

/**
 * Milliseconds that the `openings`-th OPEN in a row lasts, from 30 s doubling to 5 min. Up to a quarter less by chance, so
 * that the breakers of many models do not send their probes together.
 */
export function openFor(openings: number, random: number): number {
  const full = Math.min(FIRST_OPEN_MS * 2 ** (openings - 1), LONGEST_OPEN_MS);
  return Math.round(full * (1 - random / 4));
}

/** How a breaker changed, for whoever tells of it. */
export interface Transition {
  readonly breaker: string;
  readonly from: Circuit | ForcedCircuit;
  readonly to: Circuit | ForcedCircuit;
  readonly generation: number;
  readonly at: number;
  /** When OPEN ends. */
  readonly until?: number;
  /** The window's counts, what became of a probe, or an operator's reason. */
  readonly why: string;
  /** Who forced or released it; absent when the traffic did. */
  readonly operator?: string;
}

export type ForcedCircuit = `FORCED_${Forced}`;

/** The circuit as its callers meet it. */
export function effective({ circuit, forced }: Pick<BreakerState, 'circuit' | 'forced'>): Circuit | ForcedCircuit {
  return forced === undefined ? circuit : `FORCED_${forced}`;
}

/** A change as a sentence. */
export function sentence({ breaker, from, to, why, operator }: Transition): string {
  return `${breaker}: ${from} → ${to} (${why}${operator === undefined ? '' : `, by ${operator}`})`;
}
