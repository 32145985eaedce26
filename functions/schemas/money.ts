/**
 * Money and quantities in whole millionths: 1.15 times 3 is 3.45 on paper and not quite in binary. Documents print at most four
 * decimals, so nothing is lost.
 */
export type Millionths = bigint;

const ONE = 1_000_000n;

/** Of a `figure` (value-forms.ts): what is not finite has no millionths, and throws. */
export function millionths(value: number): Millionths {
  return BigInt(Math.round(value * Number(ONE)));
}

export function times(quantity: number, price: number): Millionths {
  const product = millionths(quantity) * millionths(price);
  // Division cuts; half of the divisor before it rounds.
  return (product + (product < 0n ? -ONE / 2n : ONE / 2n)) / ONE;
}

export function sumOf(values: readonly Millionths[]): Millionths {
  return values.reduce((sum, value) => sum + value, 0n);
}

export function apart(one: Millionths, other: Millionths): Millionths {
  return one < other ? other - one : one - other;
}

// A format takes some 50 µs to make. Documents name any three letters, of which there are 17,576.
const decimals = new Map<string | null, number>();

/** How many decimals a currency has, e.g. 2 for USD, 0 for JPY; 2 for one that nobody knows. */
export function decimalsOf(currency: string | null): number {
  const known = decimals.get(currency) ?? lookUpDecimals(currency);
  decimals.set(currency, known);
  return known;
}

function lookUpDecimals(currency: string | null): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: currency ?? '' });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** So many of a currency's smallest coins. */
export function coins(count: number, currency: string | null): Millionths {
  return BigInt(count) * 10n ** BigInt(6 - decimalsOf(currency));
}

/** E.g. `1,234.50`; more decimals than the currency has where the value has them. */
export function inWords(value: Millionths, currency: string | null): string {
  const minimumFractionDigits = decimalsOf(currency);
  const maximumFractionDigits = Math.max(minimumFractionDigits, 4);
  return numberOf(value).toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits });
}

export function numberOf(value: Millionths): number {
  return Number(value) / Number(ONE);
}
