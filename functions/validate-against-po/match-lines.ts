import type { OrderLine } from '../schemas/purchase-order.ts';
import { sameQuantity, samePrice } from './compare-line.ts';
import { profileOf, similarity } from './similarity.ts';
import type { Profile } from './similarity.ts';
import { MATCHING } from './tolerances.ts';

/** Indices of lines that are about the same thing. */
export interface Match {
  readonly invoice: number;
  readonly order: number;
}

interface Line extends OrderLine {
  readonly index: number;
  readonly profile: Profile;
}

/** Finds for the lines of an invoice the lines of an order that they bill. */
// M1. Each line is in one match at most.
// M2. No two lines without a match, or with a worse one each, would match better with each other.
// M3. How the lines are ordered decides only among lines that are the same in everything.
export function matchLines(
  invoice: readonly OrderLine[],
  order: readonly OrderLine[],
  currency: string | null,
): readonly Match[] {
  const invoiced = inCanonicalOrder(invoice);
  const ordered = inCanonicalOrder(order);
  const pairs = invoiced.flatMap((one) =>
    ordered.flatMap((other) => {
      const score = scoreOf(one, other, currency);
      return score === undefined ? [] : [{ one, other, score }];
    }),
  );
  // A stable sort: pairs of one score stay in the canonical order.
  pairs.sort((a, b) => b.score - a.score);
  const taken = new Set<Line>();
  const matches: Match[] = [];
  for (const { one, other } of pairs) {
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
    matches.push({ invoice: one.index, order: other.index });
  }
  return matches;
}

function scoreOf(one: Line, other: Line, currency: string | null): number | undefined {
  const alike = similarity(one.profile, other.profile);
  if (alike < MATCHING.leastSimilarity) return undefined;
  return (
    alike +
    (samePrice(one.unitPrice, other.unitPrice, currency) ? MATCHING.samePrice : 0) +
    (one.unitPrice === other.unitPrice ? MATCHING.exactPrice : 0) +
    (sameQuantity(one.quantity, other.quantity) ? MATCHING.sameQuantity : 0)
  );
}

function inCanonicalOrder(lines: readonly OrderLine[]): readonly Line[] {
  return lines
    .map((line, index) => ({ ...line, index, profile: profileOf(line.description) }))
    .sort(
      (one, other) =>
        compare(one.profile.words, other.profile.words) ||
        compare(one.description, other.description) ||
        one.unitPrice - other.unitPrice ||
        one.quantity - other.quantity ||
        one.index - other.index,
    );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
