import type { Cell, Column, Table } from '../read-table.ts';
import { columnIndex } from './column-index.ts';

export interface Aggregate {
  /** `*` for rows, which can only be counted. */
  readonly column: string;
  readonly function: 'sum' | 'average' | 'count' | 'min' | 'max';
}

const COUNT_ROWS: Aggregate = { column: '*', function: 'count' };

/** One row for each group, in the order in which groups first appear; without `groupBy` all rows are one group. */
export function grouped(table: Table, groupBy: readonly string[], aggregate: readonly Aggregate[]): Table {
  const keys = groupBy.map((column) => columnIndex(table, column));
  const measures = (aggregate.length === 0 ? [COUNT_ROWS] : aggregate).map((one) => measure(table, one));
  const groups = new Map<string, (readonly Cell[])[]>(groupBy.length === 0 ? [['[]', []]] : []);
  for (const row of table.rows) {
    const key = JSON.stringify(keys.map((index) => row[index]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return {
    columns: [...keys.map((index) => table.columns[index]!), ...measures.map(({ column }) => column)],
    rows: [...groups.values()].map((rows) => [
      ...keys.map((index) => rows[0]![index]!),
      ...measures.map(({ of }) => of(rows)),
    ]),
  };
}

interface Measure {
  readonly column: Column;
  readonly of: (rows: readonly (readonly Cell[])[]) => Cell;
}

function measure(table: Table, { column: name, function: what }: Aggregate): Measure {
  if (name === '*') {
    if (what !== 'count') throw new Error(`${what}(*) means nothing; only rows can be counted, with count(*)`);
    return { column: { name: 'count(*)', kind: 'number' }, of: (rows) => rows.length };
  }
  const index = columnIndex(table, name);
  const { name: written, kind } = table.columns[index]!;
  if (kind === 'text' && (what === 'sum' || what === 'average')) {
    throw new Error(`column ${written} holds text, so it has no ${what}; it can be counted, or have its min and max`);
  }
  return {
    column: { name: `${what}(${written})`, kind: what === 'count' ? 'number' : kind },
    of: (rows) =>
      summary(
        rows.map((row) => row[index]!).filter((cell) => cell !== null),
        what,
      ),
  };
}

/** Of the cells that are not empty; null where there is none to tell of. */
function summary(cells: readonly (string | number)[], what: Aggregate['function']): Cell {
  if (what === 'count') return cells.length;
  if (what === 'sum') return tidy(total(cells));
  if (cells.length === 0) return null;
  if (what === 'average') return tidy(total(cells) / cells.length);
  return cells.reduce((best, cell) => ((what === 'min' ? cell < best : cell > best) ? cell : best));
}

function total(cells: readonly (string | number)[]): number {
  return cells.reduce<number>((sum, cell) => sum + Number(cell), 0);
}

/** Without the last digits of a double, which are noise: 0.1 + 0.2 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(14));
}
