/** The middle of several quiet runs, which a single slow one does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The value that a share of all values does not exceed; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Runs `job` several times and gives each run's duration in milliseconds. */
export async function timed(runs: number, job: () => Promise<unknown>): Promise<readonly number[]> {
  const durations: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await job();
    durations.push(performance.now() - start);
  }
  return durations;
}

/** Median duration of each job in milliseconds. They take turns, so that a noisy moment meets all of them. */
export async function inTurns(jobs: readonly (() => Promise<unknown>)[], rounds = 15): Promise<readonly number[]> {
  const durations = jobs.map((): number[] => []);
  for (const job of jobs) await timed(5, job);
  for (let round = 0; round < rounds; round++) {
    for (const [index, job] of jobs.entries()) durations[index]?.push(...(await timed(1, job)));
  }
  return durations.map(median);
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export function perSecond(rate: number, unit = ''): string {
  return `${Math.round(rate).toLocaleString('en')}${unit}/s`;
}

/** `p50 1.2 ms, p95 3.4 ms` */
export function latencies(values: readonly number[]): string {
  return `p50 ${median(values).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms`;
}

export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What is wanted of it. */
  readonly goal: string;
}
