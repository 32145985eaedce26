import { BAD_SHARE, BREAKER_OPEN, BUCKET_MS, COUNTED_ERRORS, MINIMUM_CALLS, WINDOW_MS } from './models.ts';
import type { Stretch } from './breaker-timeline.ts';
import type { CallSeen, RunSeen } from './recording.ts';
import type { Span } from './schedule.ts';
import { time } from './figures.ts';

/** A call that a breaker counts: an answer, or an error that says something of the model. */
export interface Counted {
  readonly at: number;
  readonly endedAt: number;
  readonly bad: boolean;
}

// A result is counted, and the circuit written, a moment after the call; a busy machine makes it a long moment. And a function
// that started cold counts by a clock that is late by its start.
const LAG_MS = 5_000;

// Six buckets, the last of them just begun or almost full, and the same by a late clock.
const WINDOWS_MS: readonly number[] = [-BUCKET_MS - LAG_MS, -BUCKET_MS, -BUCKET_MS / 2, 0, LAG_MS].map(
  (by) => WINDOW_MS + by,
);

const ANSWERED: readonly string[] = ['ok', 'slow', 'truncated', 'malformed'];

export function countedOf(calls: readonly CallSeen[]): readonly Counted[] {
  return calls.flatMap(({ at, latencyMs, outcome }) => {
    const bad = COUNTED_ERRORS.includes(outcome);
    return bad || ANSWERED.includes(outcome) ? [{ at, endedAt: at + latencyMs, bad }] : [];
  });
}

/** It has to open once half of a window's calls failed, whichever of the windows near it is the breaker's. */
export function staysClosed({ after, from, by }: Stretch, counted: readonly Counted[]): readonly string[] {
  const own = counted.filter(({ at, bad }) => at >= (bad ? from : after));
  const due = own.find(({ endedAt }) =>
    WINDOWS_MS.every((windowMs) => {
      const window = own.filter((call) => call.endedAt >= endedAt - windowMs && call.endedAt <= endedAt);
      return window.length >= MINIMUM_CALLS && badOf(window) / window.length >= BAD_SHARE;
    }),
  );
  if (due === undefined || by <= due.endedAt + LAG_MS) return [];
  return [`was still closed at ${time(by)}, although half of its window's calls had failed by ${time(due.endedAt)}`];
}

/** It must not open while more calls are answered than fail, nor for a few; in doubt for the breaker. */
export function opensForNothing(closed: Stretch, open: Stretch, counted: readonly Counted[]): readonly string[] {
  const window = windowOf(closed, open, counted);
  const bad = badOf(window);
  const since = open.from - Math.min(...WINDOWS_MS);
  const good = window.filter(
    (call) => !call.bad && call.at >= closed.from && call.endedAt > since && call.endedAt < open.after - LAG_MS,
  ).length;
  if (window.length >= MINIMUM_CALLS && bad >= good) return [];
  return [`opened by ${time(open.from)} after ${bad} failures of ${window.length} calls, and ${good} answers`];
}

/** Everything that may have counted for an opening. */
export function windowOf(closed: Stretch, open: Stretch, counted: readonly Counted[]): readonly Counted[] {
  const since = open.after - Math.max(...WINDOWS_MS);
  return counted.filter(({ at, endedAt }) => at >= closed.after && endedAt >= since && endedAt <= open.from);
}

function badOf(window: readonly Counted[]): number {
  return window.filter(({ bad }) => bad).length;
}

/** What reached a model while its breaker was not closed. */
export interface Traffic {
  readonly calls: number;
  readonly probes: number;
  readonly violations: readonly string[];
}

/** Every call is a probe, or was let in before. */
export function trafficIn({ from, by }: Span, calls: readonly CallSeen[], runs: readonly RunSeen[]): Traffic {
  const during = calls.filter(({ at }) => at > from && at < by).length;
  const there = runs.filter((run) => run.result !== BREAKER_OPEN && run.by > from && run.from < by);
  const probes = there.filter(isProbe).length;
  const before = there.filter((run) => !isProbe(run) && admittedAt(run) <= from).length;
  const late = there.length - probes - before;
  const violation = `was not closed from ${time(from)} to ${time(by)}, yet its model had ${during} calls: ${probes} probes, ${before} let in before, ${late} let in meanwhile`;
  return { calls: during, probes, violations: late > 0 || during > probes + before ? [violation] : [] };
}

export function isProbe({ probe, retry }: RunSeen): boolean {
  return probe && retry === 0;
}

/** The first run goes by what the check before it read; a retry reads the breaker itself, once it has been scheduled. */
function admittedAt({ retry, read, from }: RunSeen): number {
  return retry === 0 && read !== undefined ? read.from : from;
}

// A probe gives its lease back, and then its function has an answer to keep before it ends.
const ENDING_MS = 1_000;

export function probesTogether(runs: readonly RunSeen[]): readonly string[] {
  const probes = runs.filter(isProbe).sort((a, b) => a.from - b.from);
  return probes
    .filter((probe, index) => probe.from < (probes[index - 1]?.by ?? 0) - ENDING_MS)
    .map(({ from }) => `sent a probe at ${time(from)} while another was out`);
}
