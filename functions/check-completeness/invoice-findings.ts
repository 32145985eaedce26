import { apart, coins, inWords, millionths, numberOf, sumOf, times } from '../schemas/money.ts';
import type { Millionths } from '../schemas/money.ts';
import type { Invoice, OrderValidation } from '../schemas/results.ts';
import type { Findings } from './stake.ts';

// Each line is rounded by itself; e.g. 0.02.
const ROUNDING_COINS = 2;

/** What an invoice declares, against what was found of it. */
export function invoiceFindings(invoice: Invoice, validation: OrderValidation | null | undefined): Findings {
  const { lines, currency, subtotal, tax, total } = invoice;
  const sum = sumOf(lines.map(({ amount }) => millionths(amount)));
  return {
    gaps: [...missing(invoice), ...countGaps(invoice), ...lineGaps(invoice), ...sumGaps(invoice, sum)],
    sums: [
      ...(total === null ? [] : [{ value: total, currency }]),
      ...(lines.length === 0 ? [] : [{ value: numberOf(sum), currency }]),
      ...(subtotal === null ? [] : [{ value: numberOf(millionths(subtotal) + millionths(tax ?? 0)), currency }]),
      // Without its own sum, what was found is the least that it may come to, however much of it there is.
      ...(total === null ? [undefined] : []),
      ...orderSum(validation, currency),
    ],
  };
}

function orderSum(validation: OrderValidation | null | undefined, currency: string | null) {
  if (!validation?.found) return [];
  // The order is in another currency than the invoice.
  if (validation.orderTotal === null) return [undefined];
  return [{ value: validation.orderTotal, currency }];
}

const REQUIRED = { vendor: 'vendor', invoiceNumber: 'number', total: 'total' } as const;

function missing(invoice: Invoice): readonly string[] {
  const fields = Object.entries(REQUIRED) as [keyof typeof REQUIRED, string][];
  return [
    ...fields.flatMap(([field, name]) => (isMissing(invoice[field]) ? [`The invoice's ${name} was not found.`] : [])),
    ...(invoice.lines.length === 0 ? ['No line of the invoice was found.'] : []),
  ];
}

function isMissing(value: string | number | null): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

function countGaps({ declaredLineCount: declared, lines }: Invoice): readonly string[] {
  if (declared === null || declared === lines.length) return [];
  return [
    `The invoice says that it has ${declared} ${declared === 1 ? 'line' : 'lines'}, and ${lines.length} were found.`,
  ];
}

function lineGaps({ lines, currency }: Invoice): readonly string[] {
  return lines.flatMap(({ description, quantity, unitPrice, amount }, index) => {
    const product = times(quantity, unitPrice);
    if (isSame(millionths(amount), product, currency)) return [];
    const words = (value: Millionths) => inWords(value, currency);
    const sum = `${quantity} × ${words(millionths(unitPrice))} is ${words(product)}`;
    return [`Line ${index + 1} (${described(description)}): ${sum}, and the line says ${words(millionths(amount))}.`];
  });
}

/** Sums of which the invoice names at least one must fit together: lines, subtotal, tax and total. */
function sumGaps(invoice: Invoice, sum: Millionths): readonly string[] {
  const { lines, currency } = invoice;
  const [subtotal, tax, total] = [invoice.subtotal, invoice.tax, invoice.total].map((value) =>
    value === null ? undefined : millionths(value),
  );
  const same = (one: Millionths, other: Millionths) => isSame(one, other, currency);
  const words = (value: Millionths) => inWords(value, currency);
  const gaps: string[] = [];
  // Lines are priced with tax or without it.
  const declared = subtotal ?? total;
  const fits =
    declared === undefined ||
    same(sum, declared) ||
    (total !== undefined && (same(sum, total) || (tax !== undefined && same(sum + tax, total))));
  if (lines.length > 0 && !fits) {
    const name = subtotal === undefined ? 'total' : 'subtotal';
    gaps.push(`The lines add up to ${words(sum)}, and the invoice's ${name} is ${words(declared)}.`);
  }
  if (subtotal !== undefined && total !== undefined) {
    const expected = subtotal + (tax ?? 0n);
    // A subtotal of lines that are priced with tax holds it already.
    if (tax !== undefined && !same(expected, total) && !same(subtotal, total)) {
      gaps.push(`Subtotal and tax add up to ${words(expected)}, and the invoice's total is ${words(total)}.`);
    }
  }
  return gaps;
}

function isSame(one: Millionths, other: Millionths, currency: string | null): boolean {
  return apart(one, other) <= coins(ROUNDING_COINS, currency);
}

const DESCRIBED_CHARACTERS = 60;

function described(description: string): string {
  if (description.length <= DESCRIBED_CHARACTERS) return description;
  return `${description.slice(0, DESCRIBED_CHARACTERS - 1).toWellFormed()}…`;
}
