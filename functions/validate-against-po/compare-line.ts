import { apart, coins, inWords, millionths, times } from '../schemas/money.ts';
import type { Millionths } from '../schemas/money.ts';
import type { OrderLine } from '../schemas/purchase-order.ts';
import type { InvoiceLine, LineMatch } from '../schemas/results.ts';
import { TOLERANCES } from './tolerances.ts';

/** What is wrong with a line, the gravest first, in the words of a reviewer. */
export interface LineFault {
  readonly outcome: Extract<LineMatch['outcome'], 'quantity-differs' | 'price-differs' | 'amount-differs'>;
  readonly message: string;
}

/** Compares a line with the line of the order that it bills. */
export function lineFaults(invoiced: InvoiceLine, ordered: OrderLine, currency: string | null): readonly LineFault[] {
  const { quantity, unitPrice } = TOLERANCES;
  return [
    ...(sameQuantity(invoiced.quantity, ordered.quantity)
      ? []
      : [
          {
            outcome: 'quantity-differs' as const,
            message: `quantity ${difference(invoiced.quantity, ordered.quantity, String, `${quantity.percent} %`)}`,
          },
        ]),
    ...(samePrice(invoiced.unitPrice, ordered.unitPrice, currency)
      ? []
      : [
          {
            outcome: 'price-differs' as const,
            message: `unit price ${difference(
              invoiced.unitPrice,
              ordered.unitPrice,
              (value) => inWords(millionths(value), currency),
              `${unitPrice.percent} %`,
            )}`,
          },
        ]),
    ...amountFaults(invoiced, currency),
  ];
}

/** Whether a line's amount is what its own quantity and price come to. */
export function amountFaults(
  { quantity, unitPrice, amount }: InvoiceLine,
  currency: string | null,
): readonly LineFault[] {
  const product = times(quantity, unitPrice);
  const bound = coins(TOLERANCES.amount.coins, currency);
  if (apart(millionths(amount), product) <= bound) return [];
  const words = (value: Millionths) => inWords(value, currency);
  const sum = `${quantity} × ${words(millionths(unitPrice))} = ${words(product)}`;
  const message = `amount ${words(millionths(amount))}, but ${sum} (tolerance ${words(bound)})`;
  return [{ outcome: 'amount-differs', message }];
}

function sameQuantity(invoiced: number, ordered: number): boolean {
  return isIn(quantitiesLike(ordered), millionths(invoiced));
}

function samePrice(invoiced: number, ordered: number, currency: string | null): boolean {
  return isIn(pricesLike(ordered, currency), millionths(invoiced));
}

/** What counts as one value: what is within its tolerance, ends included. */
export interface Range {
  readonly least: Millionths;
  readonly most: Millionths;
}

export function isIn({ least, most }: Range, value: Millionths): boolean {
  return least <= value && value <= most;
}

/** What an invoice may bill of an ordered quantity. */
export function quantitiesLike(ordered: number): Range {
  const quantity = millionths(ordered);
  return around(quantity, share(quantity, TOLERANCES.quantity.percent));
}

/** What an invoice may ask where this price was agreed. */
export function pricesLike(ordered: number, currency: string | null): Range {
  const price = millionths(ordered);
  const [byCoins, byPercent] = [
    coins(TOLERANCES.unitPrice.coins, currency),
    share(price, TOLERANCES.unitPrice.percent),
  ];
  return around(price, byCoins > byPercent ? byCoins : byPercent);
}

/** Whether a value is at most so many percent away from what it should be. */
export function withinPercent(value: Millionths, expected: Millionths, percent: number): boolean {
  return isIn(around(expected, share(expected, percent)), value);
}

function around(value: Millionths, tolerance: Millionths): Range {
  return { least: value - tolerance, most: value + tolerance };
}

/** So many percent of a value, without its sign; what is less than a millionth is cut, since no value is that far away. */
function share(value: Millionths, percent: number): Millionths {
  return ((value < 0n ? -value : value) * millionths(percent)) / 100_000_000n;
}

/** E.g. `12 instead of 10 (+20.0 %, tolerance 0 %)`. */
export function difference(
  value: number,
  expected: number,
  words: (value: number) => string,
  tolerance: string,
): string {
  const percent = ((value - expected) / Math.abs(expected)) * 100;
  const share = expected === 0 ? '' : `${percent < 0 ? '-' : '+'}${Math.abs(percent).toFixed(1)} %, `;
  return `${words(value)} instead of ${words(expected)} (${share}tolerance ${tolerance})`;
}
