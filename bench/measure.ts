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

export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What is wanted of it. */
  readonly goal: string;
}
