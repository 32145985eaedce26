import type { OrderLine } from '../schemas/purchase-order.ts';
import { isIn } from './compare-line.ts';
import { kindsOf, orderedKindsOf } from './line-kinds.ts';
import type { LineKind, OrderedKind } from './line-kinds.ts';
import { Descriptions } from './similarity.ts';
import { MATCHING } from './tolerances.ts';

/** Indices of lines that are about the same thing. */
export interface Match {
  readonly invoice: number;
  readonly order: number;
}

/** Finds for the lines of an invoice the lines of an order that they bill. */
// M1. Each line is in one match at most.
// M2. No two lines without a match, or with a worse one each, would match better with each other.
// M3. How the lines are ordered decides only among lines that are the same in everything.
// M4. Lines that are the same are compared once, and what can be worked out for a line alone is not worked out for a pair:
//     of 1,500 lines on both sides there are two million pairs.
export function matchLines(
  invoice: readonly OrderLine[],
  order: readonly OrderLine[],
  currency: string | null,
): readonly Match[] {
  const invoiced = kindsOf(invoice);
  const ordered = orderedKindsOf(order, currency);
  const most = Math.min(invoice.length, order.length);
  // How many of each kind's lines have a match: always its first ones.
  const billing = new Uint32Array(invoiced.length);
  const billed = new Uint32Array(ordered.length);
  const matches: Match[] = [];
  for (const { row, column } of bestFirst(pairsByScore(invoiced, ordered), ordered.length)) {
    const [ones, others] = [invoiced[row]?.indices ?? [], ordered[column]?.indices ?? []];
    let [one = 0, other = 0] = [billing[row], billed[column]];
    while (one < ones.length && other < others.length) {
      matches.push({ invoice: ones[one++] ?? 0, order: others[other++] ?? 0 });
    }
    billing[row] = one;
    billed[column] = other;
    if (matches.length === most) break;
  }
  return matches;
}

/**
 * Pairs of kinds by their score, as stretches of neighbours in the order of rows, then columns: always two numbers, the first
 * pair (its row times the columns, plus its column) and how many there are from it on. An object for each would not fit in memory.
 */
type PairsByScore = ReadonlyMap<number, readonly number[]>;

function pairsByScore(invoiced: readonly LineKind[], ordered: readonly OrderedKind[]): PairsByScore {
  const pairs = new Map<number, number[]>();
  const wordings = new Map(ordered.map(({ profile }) => [profile.words, profile]));
  const descriptions = new Descriptions([...wordings.values()]);
  const places = new Map([...wordings.keys()].map((words, at) => [words, at]));
  const placeOf = ordered.map(({ profile }) => places.get(profile.words) ?? 0);
  let words: string | undefined;
  let alike: readonly number[] = [];
  invoiced.forEach((one, row) => {
    // Kinds of the same words follow each other.
    if (one.profile.words !== words) alike = descriptions.similarities(one.profile);
    words = one.profile.words;
    ordered.forEach((other, column) => {
      const asWorded = alike[placeOf[column] ?? 0] ?? 0;
      if (asWorded < MATCHING.leastSimilarity) return;
      add(pairs, scoreOf(asWorded, one, other), row * ordered.length + column);
    });
  });
  return pairs;
}

function add(pairs: Map<number, number[]>, score: number, pair: number): void {
  const stretches = pairs.get(score);
  if (stretches === undefined) {
    pairs.set(score, [pair, 1]);
    return;
  }
  const last = stretches.length - 1;
  const [first = 0, length = 0] = [stretches[last - 1], stretches[last]];
  if (first + length === pair) stretches[last] = length + 1;
  else stretches.push(pair, 1);
}

function* bestFirst(pairs: PairsByScore, columns: number) {
  for (const score of [...pairs.keys()].sort((one, other) => other - one)) {
    const stretches = pairs.get(score) ?? [];
    for (let at = 0; at < stretches.length; at += 2) {
      const [first = 0, length = 0] = [stretches[at], stretches[at + 1]];
      for (let pair = first; pair < first + length; pair++) {
        yield { row: Math.floor(pair / columns), column: pair % columns };
      }
    }
  }
}

function scoreOf(alike: number, one: LineKind, other: OrderedKind): number {
  return (
    alike +
    (isIn(other.prices, one.price) ? MATCHING.samePrice : 0) +
    (one.unitPrice === other.unitPrice ? MATCHING.exactPrice : 0) +
    (isIn(other.counts, one.count) ? MATCHING.sameQuantity : 0)
  );
}
