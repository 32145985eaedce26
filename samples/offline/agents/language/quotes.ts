import type { Unit } from './units.ts';
import { stemsOf } from './words.ts';

/** A unit and the document that says it. */
export interface Quote extends Unit {
  readonly source: string;
}

// Two statements with so many of the same words are one.
const SAME = 0.75;

/** The first of them, without those that say what another says. */
export function best<Q extends Quote>(ranked: readonly { readonly quote: Q }[], most: number): readonly Q[] {
  const kept: Q[] = [];
  for (const { quote } of ranked) {
    if (kept.length >= most) break;
    if (!kept.some((other) => overlap(other.text, quote.text) >= SAME)) kept.push(quote);
  }
  return kept;
}

/** Shared stems as a part of the shorter text's; rows of a table differ by their figures. */
export function overlap(one: string, other: string): number {
  const [left, right] = [stemsOf(one), stemsOf(other)];
  const shared = [...left].filter((stem) => right.has(stem)).length;
  return shared / Math.max(1, Math.min(left.size, right.size));
}

/** Documents of which there is a newer edition, told by the years in their ids: `survey-2024` beside `survey-2025`. */
export function supersededIn(quotes: readonly Quote[]): ReadonlySet<string> {
  const editions = new Map<string, { readonly id: string; readonly year: number }[]>();
  for (const id of new Set(quotes.map(({ source }) => source))) {
    const [, name = '', year] = /^(.*?)-?((?:19|20)\d\d)$/.exec(id) ?? [];
    if (year !== undefined) editions.set(name, [...(editions.get(name) ?? []), { id, year: Number(year) }]);
  }
  return new Set(
    [...editions.values()].flatMap((all) => {
      const newest = Math.max(...all.map(({ year }) => year));
      return all.filter(({ year }) => year < newest).map(({ id }) => id);
    }),
  );
}
