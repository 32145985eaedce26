import type { Json } from './json.ts';
import { equalJson } from './json.ts';

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

/** Each value once, where it stood first. */
export function unique(items: readonly Json[]): Json[] {
  const seen = new Set<Json>();
  const kept: Json[] = [];
  for (const item of items) {
    const known = typeof item === 'object' ? kept.some((one) => equalJson(one, item)) : seen.has(item);
    if (known) continue;
    seen.add(item);
    kept.push(item);
  }
  return kept;
}
