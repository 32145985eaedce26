import { millionths } from '../schemas/money.ts';
import type { Millionths } from '../schemas/money.ts';
import type { OrderLine } from '../schemas/purchase-order.ts';
import { pricesLike, quantitiesLike } from './compare-line.ts';
import type { Range } from './compare-line.ts';
import { profileOf } from './similarity.ts';
import type { Profile } from './similarity.ts';

/** Lines that are the same in everything, with all that is compared of them, worked out once. */
export interface LineKind extends OrderLine {
  readonly profile: Profile;
  readonly price: Millionths;
  readonly count: Millionths;
  /** Where its lines stand, ascending. */
  readonly indices: readonly number[];
}

/** A kind of an order's lines, with what an invoice may say of them. */
export interface OrderedKind extends LineKind {
  readonly prices: Range;
  readonly counts: Range;
}

/** The kinds that there are, in an order that does not depend on where their lines stand. */
export function kindsOf(lines: readonly OrderLine[]): readonly LineKind[] {
  const indicesOf = new Map<string, number[]>();
  lines.forEach(({ description, unitPrice, quantity }, index) => {
    const key = JSON.stringify([description, unitPrice, quantity]);
    const indices = indicesOf.get(key);
    if (indices) indices.push(index);
    else indicesOf.set(key, [index]);
  });
  return [...indicesOf.values()]
    .flatMap((indices) => {
      const line = lines[indices[0] ?? 0];
      return line === undefined ? [] : [kindOf(line, indices)];
    })
    .sort(
      (one, other) =>
        compare(one.profile.words, other.profile.words) ||
        compare(one.description, other.description) ||
        one.unitPrice - other.unitPrice ||
        one.quantity - other.quantity,
    );
}

export function orderedKindsOf(lines: readonly OrderLine[], currency: string | null): readonly OrderedKind[] {
  return kindsOf(lines).map((kind) => ({
    ...kind,
    prices: pricesLike(kind.unitPrice, currency),
    counts: quantitiesLike(kind.quantity),
  }));
}

function kindOf({ description, unitPrice, quantity }: OrderLine, indices: readonly number[]): LineKind {
  return {
    description,
    unitPrice,
    quantity,
    profile: profileOf(description),
    price: millionths(unitPrice),
    count: millionths(quantity),
    indices,
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
