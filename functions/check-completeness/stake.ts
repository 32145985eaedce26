/** The currency in which the limits of approvers are; sums in another are not converted. */
export const BASE_CURRENCY = 'USD';

export interface Sum {
  readonly value: number;
  readonly currency: string | null;
}

/** What the check of one type finds: sentences, and all sums that may be at stake; undefined for one that nobody can know. */
export interface Findings {
  readonly gaps: readonly string[];
  readonly sums: readonly (Sum | undefined)[];
}

/** The largest of some sums; null when there is none, when one of them cannot be known, or when not all are in the base currency. */
export function amountAtStake(sums: readonly (Sum | undefined)[]): {
  readonly amount: number | null;
  readonly currency: string | null;
} {
  const known = sums.filter((sum) => sum !== undefined);
  const currencies = new Set(known.map((sum) => sum.currency));
  const currency = currencies.size === 1 ? ([...currencies][0] ?? null) : null;
  if (known.length < sums.length || currency !== BASE_CURRENCY) return { amount: null, currency };
  // A credit note moves money as well.
  return { amount: Math.max(...known.map(({ value }) => Math.abs(value))), currency };
}
