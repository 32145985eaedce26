import { figuresIn, parseFigure } from '../reading/figures.ts';
import type { DecimalMark, Figure } from '../reading/figures.ts';
import { underTitles } from './columns.ts';
import { labelledRow } from './labelled-row.ts';
import type { Header } from './columns.ts';

/** A line of an invoice. */
export interface Row {
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly amount: number;
}

/**
 * The row that a line of text is; its description is empty when the line has figures only. Undefined for a line that is none,
 * such as one that breaks off before its figures.
 * @param among whether it stands among rows; then it may print its amount only
 */
export function rowOf(line: string, header: Header | undefined, mark: DecimalMark, among: boolean): Row | undefined {
  return (
    labelledRow(line, mark) ??
    (header === undefined ? undefined : rowUnderTitles(line, header, mark)) ??
    rowByFigures(line, header, mark, among)
  );
}

/** Whether quantity and price come to the amount, to the cent. */
export function isConsistent({ quantity, unitPrice, amount }: Omit<Row, 'description'>): boolean {
  return Math.abs(quantity * unitPrice - amount) < 0.011 + Math.abs(amount) * 1e-9;
}

function rowUnderTitles(line: string, header: Header, mark: DecimalMark): Row | undefined {
  const texts = underTitles(line, header);
  if (texts === undefined) return undefined;
  const figure = (kind: 'quantity' | 'unitPrice' | 'amount'): number | undefined =>
    parseFigure(texts.get(kind) ?? '', mark) ?? leadingFigure(texts.get(kind) ?? '', mark);
  const expected = header.columns.filter(
    ({ kind }) => kind === 'quantity' || kind === 'unitPrice' || kind === 'amount',
  );
  const found = expected.filter(({ kind }) => figure(kind as 'amount') !== undefined);
  // A figure that stands with one space beside another word is found by looking at figures only.
  const description = (texts.get('description') ?? '').replace(LIST_MARK, '').trim();
  if (found.length < expected.length && figuresIn(description, mark).length > 0) return undefined;
  return completed(description, figure('quantity'), figure('unitPrice'), figure('amount'));
}

// `10 pcs`, `$95.00/h`, `8 hours`.
function leadingFigure(text: string, mark: DecimalMark): number | undefined {
  const [first] = figuresIn(text, mark);
  if (first !== undefined && text.slice(0, first.start).trim() === '') return first.value;
  const [, digits = ''] = /^\s*(\S*\d)\s*(?:\p{L}|\/)/u.exec(text) ?? [];
  return parseFigure(digits, mark);
}

/** What a line does not print follows from what it does: one piece, the amount for one. */
function completed(description: string, quantity?: number, unitPrice?: number, amount?: number): Row | undefined {
  if (amount !== undefined) {
    const pieces = quantity ?? 1;
    return {
      description,
      quantity: pieces,
      unitPrice: unitPrice ?? (pieces === 0 ? amount : cents(amount / pieces)),
      amount,
    };
  }
  if (quantity === undefined || unitPrice === undefined) return undefined;
  return { description, quantity, unitPrice, amount: cents(quantity * unitPrice) };
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

const LIST_MARK = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;
const BETWEEN =
  /^(?:[\s|;:,()@×x*=/–—-]|at|per|à|je|each|ea|zu|pcs?|pieces?|units?|hrs?|hours?|h|days?|d|months?|sets?|licen[sc]es?|seats?|users?|kg|stk|std|tage?|pages?|words?|nights?|USD|EUR|GBP|CHF|[$€£.])*$/i;

/**
 * A row by its figures alone, those that end the line and perhaps a quantity that leads it. Of several readings the one whose
 * multiplication comes out is right: `1 250,00` may be one figure or two, a number that leads may count pieces or lines.
 */
function rowByFigures(line: string, header: Header | undefined, mark: DecimalMark, among: boolean): Row | undefined {
  const text = line.replace(LIST_MARK, (bullet) => ' '.repeat(bullet.length));
  const parts = [false, true].map((blanks) => partsOf(text, figuresIn(text, mark, blanks)));
  const full = parts.flatMap((part) => fullReadings(part, header));
  return full.find(isConsistent) ?? full[0] ?? parts.flatMap((part) => shortReadings(part, header, among))[0];
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
  const isFirst = head !== undefined && !tail.includes(head) && text.slice(0, head.start).trim() === '';
  return { text, leads: isFirst ? head : undefined, tail };
}

/** Readings with quantity, price and amount, the likeliest first. */
function fullReadings({ text, leads, tail }: Parts, header: Header | undefined): readonly Row[] {
  const [quantity, unitPrice, amount] = tail.slice(-3);
  const readings: Row[] = [];
  if (amount !== undefined && quantity !== undefined && unitPrice !== undefined) {
    const row = rowFrom(
      wordsOf(text, isIndex(text, leads, header) ? leads : undefined, quantity.start),
      quantity,
      unitPrice,
      amount,
    );
    const money = [quantity, unitPrice, amount].filter(({ isMoney }) => isMoney).length;
    const isCounted = isConsistent(row) && row.amount !== 0;
    if (money >= 2 || (header !== undefined && (money === 1 || isCounted)) || (money === 1 && isCounted))
      readings.push(row);
  }
  const [price, sum] = tail.slice(-2);
  if (leads !== undefined && price !== undefined && sum !== undefined) {
    const row = rowFrom(wordsOf(text, leads, price.start), leads, price, sum);
    if (isQuantityFirst(header)) readings.unshift(row);
    else if (isConsistent(row)) readings.push(row);
  }
  return readings;
}

/** Whether a number that leads counts the lines; `40 mm pipe` begins with a number too. */
function isIndex(text: string, leads: Figure | undefined, header: Header | undefined): boolean {
  return (
    leads !== undefined && (header?.columns[0]?.kind === 'other' || /^(?:\s{2}|[.)|\t])/.test(text.slice(leads.end)))
  );
}

/** Readings of a line that prints less; within a table only, unless it says that it multiplies. */
function shortReadings({ text, leads, tail }: Parts, header: Header | undefined, among: boolean): readonly Row[] {
  const [first, second] = tail.slice(-2);
  if (first !== undefined && second !== undefined && (header !== undefined || isPriced(text, first, second)))
    return [rowOfTwo(wordsOf(text, leads, first.start), first, second, isPriced(text, first, second), header)];
  const last = tail.at(-1);
  if ((header === undefined && !among) || last?.isMoney !== true) return [];
  const quantity = isQuantityFirst(header) ? leads?.value : undefined;
  const row = completed(wordsOf(text, leads, last.start), quantity, undefined, last.value);
  return row === undefined ? [] : [row];
}

function rowFrom(description: string, quantity: Figure, unitPrice: Figure, amount: Figure): Row {
  return { description, quantity: quantity.value, unitPrice: unitPrice.value, amount: amount.value };
}

function rowOfTwo(description: string, one: Figure, other: Figure, isPrice: boolean, header: Header | undefined): Row {
  const has = (kind: string): boolean => header?.columns.some((column) => column.kind === kind) === true;
  const [first, second] = [one.value, other.value];
  if (isPrice || (header !== undefined && !has('amount')))
    return { description, quantity: first, unitPrice: second, amount: cents(first * second) };
  if (has('quantity') && first !== 0 && (!has('unitPrice') || !one.isMoney))
    return { description, quantity: first, unitPrice: cents(second / first), amount: second };
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
  return second.isMoney && /[x×*@]|\bat\b|\bà\b|\bper\b/i.test(text.slice(first.end, second.start));
}

/** The words before the figures, behind a number that leads and the unit of what it counts. */
function wordsOf(text: string, leads: Figure | undefined, end: number): string {
  const rest = text.slice(leads?.end ?? 0, end);
  const plain = leads === undefined ? rest : rest.replace(LEADING_UNIT, '');
  return plain
    .replace(/[\s|;:,=@×(–—-]+$/, '')
    .replace(/^[\s|;:,.)–—-]+/, '')
    .replace(/\s+(?:at|à|x)$/i, '')
    .trim();
}
const LEADING_UNIT = /^\s*(?:[x×*|]|(?:pcs?|pieces?|units?|hours?|hrs?|days?)\b\.?)\s*(?:of\s+)?/i;
