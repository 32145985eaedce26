/** Times and shares as the tables and the lines of a run show them. */
export function time(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString().slice(11, 23) : '…';
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
