import type { Json } from './json.ts';

/** Slices of `size` items; the last one may be shorter. */
export function partition(items: readonly Json[], size: number): Json[] {
  const parts: Json[] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}

/** From start to end, both included where the step meets them; undefined when it would be more than `limit` items. */
export function range(start: number, end: number, step: number, limit: number): number[] | undefined {
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  return count > limit ? undefined : Array.from({ length: count }, (_, i) => start + i * step);
}

/** Each item once, where it stood first; those with the same key count as equal. */
export function unique<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = keyOf(item);
    return !seen.has(key) && seen.add(key);
  });
}
