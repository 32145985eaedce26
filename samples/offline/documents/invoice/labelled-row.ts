import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { completed } from './row.ts';
import type { Row } from './row.ts';

const QUANTITY = /\b(?:qty|quantity|hours|hrs|units|menge)\b\.?\s*[:=]?\s*/gi;
const UNIT_PRICE = /\b(?:unit price|price(?: each| per unit)?|unit cost|rate|einzelpreis)\b\s*[:=]?\s*/gi;
const AMOUNT = /\b(?:line total|amount|total|extended|betrag)\b\s*[:=]?\s*/gi;
const LEADING = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])?\s*(?:(?:item|description|product|service)(?: \d+)?\s*[:=])?\s*/i;
/** Further behind a label, a figure is another one's. */
const NEAR = 3;

/** A row whose figures are labelled one by one: `1. Pump - Qty: 10 - Unit price: $450.00 - Amount: $4,500.00`. */
export function labelledRow(line: string, mark: DecimalMark): Row | undefined {
  const [quantity, unitPrice, amount] = [QUANTITY, UNIT_PRICE, AMOUNT].map((label) => labelled(line, label, mark));
  if (quantity === undefined || (unitPrice === undefined && amount === undefined)) return undefined;
  const start = Math.min(...[quantity, unitPrice, amount].flatMap((one) => one?.at ?? []));
  const description = line
    .slice(0, start)
    .replace(LEADING, '')
    .replace(/[\s|;:,=(–—-]+$/, '');
  if (description === '') return undefined;
  return completed(description, { quantity: quantity.value, unitPrice: unitPrice?.value, amount: amount?.value });
}

/** The first figure that stands behind such a label, and where the label is. */
function labelled(line: string, label: RegExp, mark: DecimalMark) {
  for (const { index: at, 0: words } of line.matchAll(label)) {
    const [figure] = figuresIn(line.slice(at + words.length), mark);
    if (figure !== undefined && figure.start <= NEAR) return { at, value: figure.value };
  }
  return undefined;
}
