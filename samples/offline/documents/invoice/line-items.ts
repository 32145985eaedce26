import { isRule } from '../reading/cells.ts';
import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { blockItems } from './block-items.ts';
import { headerOf } from './columns.ts';
import type { Header } from './columns.ts';
import type { Row } from './row.ts';
import { rowOf } from './rows.ts';
import { isPageSum, sumIn } from './sums.ts';

/** The lines that an invoice charges, in its order: rows of tables, rows without one, items as blocks, or sums behind words. */
export function lineItems(lines: readonly string[], mark: DecimalMark): readonly Row[] {
  const plain = lines.map((line) => line.replace(/[.…_]{3,}/g, (dots) => ' '.repeat(Math.max(2, dots.length))));
  const rows = tableRows(plain, mark);
  if (rows.length > 0) return rows;
  const items = blockItems(plain, mark);
  return items.length > 0 ? items : bareSums(plain, mark);
}

function tableRows(lines: readonly string[], mark: DecimalMark): readonly Row[] {
  const rows: Row[] = [];
  let header: Header | undefined;
  /** What stood since the last row, which may be words of it or of the next one. */
  let loose: string[] = [];
  /** Whether the line before was a row. */
  let among = false;
  for (const line of lines) {
    if (isRule(line) || isPageSum(line)) continue;
    const found = headerOf(line);
    if (found !== undefined) header = found;
    const read: Row | undefined = found === undefined ? rowOf(line, header, mark, among) : undefined;
    const sum = found === undefined ? sumIn(line) : undefined;
    const ends: boolean = sum === 'sure' || (sum === 'perhaps' && !(read !== undefined && printsAll(read, line, mark)));
    if (ends) header = undefined;
    const row: Row | undefined = read !== undefined && !ends && isDescribed(read, loose) ? read : undefined;
    const last = rows.at(-1);
    if (line.trim() === '' || found !== undefined || ends) loose = [];
    else if (row !== undefined) rows.push(row.description === '' ? { ...row, description: loose.join(' ') } : row);
    else if (header !== undefined && loose.length === 0 && last !== undefined && continues(last.description, line))
      rows[rows.length - 1] = { ...last, description: `${last.description} ${wordsIn(line)}` };
    else loose.push(line.trim());
    if (row !== undefined) loose = [];
    among = row !== undefined;
  }
  return rows;
}

/** `Travel expenses      £318.40`: where nothing is set in a table, sums behind words and before the first sum of all. */
function bareSums(lines: readonly string[], mark: DecimalMark): readonly Row[] {
  const end = lines.findIndex((line) => sumIn(line) !== undefined);
  return lines.slice(0, Math.max(end, 0)).flatMap((line) => {
    const row = / {2}/.test(line.trim()) && !/:\s/.test(line) ? rowOf(line, undefined, mark, true) : undefined;
    return row !== undefined && /\p{L}/u.test(row.description) ? [row] : [];
  });
}

function wordsIn(line: string): string {
  return line.trim().replace(/^\|\s*|\s*\|.*$/g, '');
}

/** Whether quantity, price and amount of a row all stand in its line, with blanks within figures or without. */
function printsAll({ quantity, unitPrice, amount }: Row, line: string, mark: DecimalMark): boolean {
  return [false, true].some((blanks) => {
    const values = figuresIn(line, mark, blanks).map(({ value }) => value);
    return [quantity, unitPrice, amount].every((value) => {
      const at = values.indexOf(value);
      return at >= 0 && values.splice(at, 1).length === 1;
    });
  });
}

function isDescribed(row: Row, loose: readonly string[]): boolean {
  return /\p{L}/u.test(row.description === '' ? loose.join(' ') : row.description);
}

/** Whether a line of words alone is the rest of a description that was too long for its column. */
function continues(description: string, line: string): boolean {
  return (
    /^[\s|]*[\p{Ll}(]/u.test(line) ||
    /(?:[,/&-]|\b(?:and|or|of|for|with|in|to|und|mit|für|et|de|pour))$/i.test(description)
  );
}
