import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { completed } from './row.ts';
import type { Row } from './row.ts';

const QUANTITY = /\b(?:qty|quantity|hours|hrs|units|menge)\b\.?\s*[:=]?\s*/i;
const UNIT_PRICE = /\b(?:unit price|price(?: each| per unit)?|unit cost|rate|einzelpreis)\b\s*[:=]?\s*/i;
const AMOUNT = /\b(?:line total|amount|total|extended|betrag)\b\s*[:=]?\s*/i;
const LEADING = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])?\s*(?:(?:item|description|product|service)(?: \d+)?\s*[:=])?\s*/i;
/** Further behind a label, a figure is another one's. */
const NEAR = 3;

/** A row whose figures are labelled one by one: `1. Pump - Qty: 10 - Unit price: $450.00 - Amount: $4,500.00`. */
export function labelledRow(line: string, mark: DecimalMark): Row | undefined {
  const quantity = QUANTITY.exec(line);
  const unitPrice = UNIT_PRICE.exec(line);
  const amount = AMOUNT.exec(line);
  const behind = (label: RegExpExecArray | null): number | undefined => {
    const rest = label === null ? '' : line.slice(label.index + label[0].length);
    const [figure] = figuresIn(rest, mark);
    return figure !== undefined && figure.start <= NEAR ? figure.value : undefined;
  };
  const [pieces, price, sum] = [behind(quantity), behind(unitPrice), behind(amount)];
  if (pieces === undefined || (price === undefined && sum === undefined)) return undefined;
  const start = Math.min(...[quantity, unitPrice, amount].flatMap((label) => label?.index ?? []));
  const description = line
    .slice(0, start)
    .replace(LEADING, '')
    .replace(/[\s|;:,=(–—-]+$/, '');
  if (description === '') return undefined;
  return completed(description, { quantity: pieces, unitPrice: price, amount: sum });
}
