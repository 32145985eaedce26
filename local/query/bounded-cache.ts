/**
 * Remembers what `make` returned for the last `limit` new keys. Definitions hold few distinct expressions, so the oldest
 * entry goes first, without the bookkeeping of least recently used.
 */
export function boundedCache<V>(limit: number, make: (key: string) => V): (key: string) => V {
  const entries = new Map<string, V>();
  return (key) => {
    const known = entries.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    if (entries.size >= limit) entries.delete(entries.keys().next().value!);
    entries.set(key, value);
    return value;
  };
}
