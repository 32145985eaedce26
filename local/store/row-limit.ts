/** As SQLite counts: a negative LIMIT is none, and it refuses Infinity. */
export function rowLimit(limit: number): number {
  return Number.isFinite(limit) ? Math.max(limit, 0) : -1;
}
