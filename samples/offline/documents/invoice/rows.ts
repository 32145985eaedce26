import { figuresIn, parseFigure } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { underTitles } from './columns.ts';
import type { Header } from './columns.ts';
import { LIST_MARK, rowByFigures } from './figure-rows.ts';
import { labelledRow } from './labelled-row.ts';
import { completed } from './row.ts';
import type { Row } from './row.ts';

/** Characters; a longer line is prose. */
const LONGEST_ROW = 1_000;

/**
 * The row that a line of text is; its description is empty when the line has figures only. Undefined for a line that is none,
 * such as one that breaks off before its figures.
 * @param among whether it stands among rows; then it may print its amount only
 */
export function rowOf(line: string, header: Header | undefined, mark: DecimalMark, among: boolean): Row | undefined {
  if (line.length > LONGEST_ROW) return undefined;
  return (
    labelledRow(line, mark) ??
    (header === undefined ? undefined : rowUnderTitles(line, header, mark)) ??
    rowByFigures(line, header, mark, among)
  );
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
  const [quantity, unitPrice, amount] = [figure('quantity'), figure('unitPrice'), figure('amount')];
  return completed(description, { quantity, unitPrice, amount });
}

// `10 pcs`, `$95.00/h`, `8 hours`.
function leadingFigure(text: string, mark: DecimalMark): number | undefined {
  const [first] = figuresIn(text, mark);
  if (first !== undefined && text.slice(0, first.start).trim() === '') return first.value;
  const [, digits = ''] = /^\s*(\S*\d)\s*(?:\p{L}|\/)/u.exec(text) ?? [];
  return parseFigure(digits, mark);
}
