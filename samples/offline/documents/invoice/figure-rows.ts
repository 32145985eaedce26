import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark, Figure } from '../reading/figures.ts';
import type { Header } from './columns.ts';
import { completed, isConsistent } from './row.ts';
import type { Row } from './row.ts';

export const LIST_MARK = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;
// What may stand between the figures of a row, and behind them.
const BETWEEN =
  /^(?:[\s|;:,()@×x*=/–—-]|at|per|à|je|each|ea|zu|pcs?|pieces?|units?|hrs?|hours?|h|days?|d|months?|sets?|licen[sc]es?|seats?|users?|kg|stk|std|tage?|pages?|words?|nights?|USD|EUR|GBP|CHF|[$€£.])*$/i;
const LEADING_UNIT = /^ ?(?:[x×*|]|(?:pcs?|pieces?|units?|hours?|hrs?|days?)\b\.?)\s*(?:of\s+)?/i;

/**
 * A row by its figures alone, those that end the line and perhaps a quantity that leads it. Of several readings the one whose
 * multiplication comes out is right: `1 250,00` may be one figure or two, `Item 17` may end with its quantity or not, a number
 * that leads may count pieces or lines.
 */
export function rowByFigures(
  line: string,
  header: Header | undefined,
  mark: DecimalMark,
  among: boolean,
): Row | undefined {
  const text = line.replace(LIST_MARK, (bullet) => ' '.repeat(bullet.length));
  const [figures, grouped] = [figuresIn(text, mark, false), figuresIn(text, mark)];
  const apart = figures.filter(({ start }) => /(?:^|\s{2}|[|\t]\s*)$/.test(text.slice(0, start)));
  const parts = [apart, figures, grouped].map((some) => partsOf(text, some));
  const full = parts.flatMap((some) => fullReadings(some, header));
  const short = parts.slice(1).map((some) => shortReading(some, header, among));
  return full.find(isConsistent) ?? full[0] ?? short.find((row) => row !== undefined);
}

interface Parts {
  readonly text: string;
  /** A figure that begins the line. */
  readonly leads: Figure | undefined;
  readonly tail: readonly Figure[];
}

function partsOf(text: string, figures: readonly Figure[]): Parts {
  const tail = tailOf(text, figures);
  const head = figures[0];
  const isFirst = head !== undefined && !tail.includes(head) && /^[\s|]*$/.test(text.slice(0, head.start));
  return { text, leads: isFirst ? head : undefined, tail };
}

/** Readings with quantity, price and amount, the likeliest first. */
function fullReadings({ text, leads, tail }: Parts, header: Header | undefined): readonly Row[] {
  const [quantity, unitPrice, amount] = tail.slice(-3);
  const readings: Row[] = [];
  if (amount !== undefined && quantity !== undefined && unitPrice !== undefined) {
    // What counts the lines is no quantity and has no unit.
    const from = leads !== undefined && isIndex(text, leads, header) ? leads.end : 0;
    const words = plainWords(text.slice(from, quantity.start));
    const row = rowFrom(words, quantity, unitPrice, amount);
    const money = [quantity, unitPrice, amount].filter(({ isMoney }) => isMoney).length;
    const isCounted = isConsistent(row) && row.amount !== 0;
    if (money >= 2 || (header !== undefined && (money === 1 || isCounted)) || (money === 1 && isCounted))
      readings.push(row);
  }
  const [price, sum] = tail.slice(-2);
  if (leads !== undefined && price !== undefined && sum !== undefined) {
    const row = rowFrom(wordsOf(text, leads, price.start), leads, price, sum);
    if (isQuantityFirst(header) || /^\s?[x×*]\s/i.test(text.slice(leads.end))) readings.unshift(row);
    // A price and another amount: the number that leads is what they differ by, or what they should.
    else if (isConsistent(row) || (price.isMoney && sum.isMoney && price.value !== sum.value)) readings.push(row);
  }
  return readings;
}

/** Whether a number that leads counts the lines; `40 mm pipe` begins with a number too. */
function isIndex(text: string, leads: Figure, header: Header | undefined): boolean {
  return header?.columns[0]?.kind === 'other' || /^(?:\s{2}|[.)\t]|\s*\|)/.test(text.slice(leads.end));
}

/** A line that prints less; within a table only, unless it says that it multiplies. */
function shortReading({ text, leads, tail }: Parts, header: Header | undefined, among: boolean): Row | undefined {
  const [first, second] = tail.slice(-2);
  if (first !== undefined && second !== undefined && (header !== undefined || isPriced(text, first, second)))
    return rowOfTwo(wordsOf(text, leads, first.start), first, second, isPriced(text, first, second), header);
  const last = tail.at(-1);
  if ((header === undefined && !among) || last?.isMoney !== true) return undefined;
  const quantity = isQuantityFirst(header) ? leads?.value : undefined;
  return completed(wordsOf(text, leads, last.start), { quantity, amount: last.value });
}

function rowFrom(description: string, quantity: Figure, unitPrice: Figure, amount: Figure): Row {
  return { description, quantity: quantity.value, unitPrice: unitPrice.value, amount: amount.value };
}

function rowOfTwo(description: string, one: Figure, other: Figure, isPrice: boolean, header: Header | undefined) {
  const has = (kind: string): boolean => header?.columns.some((column) => column.kind === kind) === true;
  const [first, second] = [one.value, other.value];
  if (isPrice || (header !== undefined && !has('amount')))
    return completed(description, { quantity: first, unitPrice: second });
  if (has('quantity') && (!has('unitPrice') || !one.isMoney))
    return completed(description, { quantity: first, amount: second });
  return { description, quantity: 1, unitPrice: first, amount: second };
}

/** The figures that end a line, with nothing but units and signs between and behind them. */
function tailOf(text: string, figures: readonly Figure[]): readonly Figure[] {
  const tail: Figure[] = [];
  let end = text.length;
  for (const figure of [...figures].reverse()) {
    if (!BETWEEN.test(text.slice(figure.end, end).replace(/\d+(?:[.,]\d+)?\s?%/g, ' '))) break;
    tail.unshift(figure);
    end = figure.start;
  }
  return tail;
}

function isQuantityFirst(header: Header | undefined): boolean {
  const place = (kind: string): number => header?.columns.findIndex((column) => column.kind === kind) ?? -1;
  return place('quantity') >= 0 && place('quantity') < place('description');
}

/** `10 × $12.50`, `3 at 40.00`: a quantity and a price rather than a price and an amount. */
function isPriced(text: string, first: Figure, second: Figure): boolean {
  return second.isMoney && !first.isMoney && /[x×*@]|\bat\b|\bà\b|\bper\b/i.test(text.slice(first.end, second.start));
}

/** The words before the figures, behind a quantity that leads and the unit of what it counts. */
function wordsOf(text: string, leads: Figure | undefined, end: number): string {
  return plainWords(leads === undefined ? text.slice(0, end) : text.slice(leads.end, end).replace(LEADING_UNIT, ''));
}

function plainWords(words: string): string {
  return words
    .replace(/[\s|;:,=@×(–—-]+$/, '')
    .replace(/^[\s|;:,.)–—-]+/, '')
    .replace(/\s+(?:at|à|x)$/i, '')
    .trim();
}
