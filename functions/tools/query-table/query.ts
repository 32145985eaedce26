import { asNumber } from '../read-table.ts';
import type { Cell, Table } from '../read-table.ts';
import { grouped } from './group.ts';
import type { Aggregate } from './group.ts';
import { columnIndex } from './column-index.ts';

export interface Query {
  readonly columns?: readonly string[];
  readonly where?: readonly Condition[];
  readonly groupBy?: readonly string[];
  readonly aggregate?: readonly Aggregate[];
  readonly orderBy?: readonly { readonly column: string; readonly direction?: 'ascending' | 'descending' }[];
}

interface Condition {
  readonly column: string;
  readonly is: keyof typeof COMPARISONS | 'contains';
  readonly value: string | number;
}

const COMPARISONS = {
  '=': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};

/** A table of what is asked for, in the order in which SQL does it: conditions, groups, order, columns. */
export function queried(
  table: Table,
  { columns = [], where = [], groupBy = [], aggregate = [], orderBy = [] }: Query,
): Table {
  const tests = where.map((condition) => test(table, condition));
  const kept = { ...table, rows: table.rows.filter((row) => tests.every((holds) => holds(row))) };
  const all = groupBy.length + aggregate.length > 0 ? grouped(kept, groupBy, aggregate) : kept;
  const keys = orderBy.map(({ column, direction }) => ({
    index: columnIndex(all, column),
    sign: direction === 'descending' ? -1 : 1,
  }));
  const rows = all.rows.toSorted((one, other) => {
    for (const { index, sign } of keys) {
      const order = compared(one[index]!, other[index]!, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
  if (columns.length === 0) return { columns: all.columns, rows };
  const chosen = columns.map((column) => columnIndex(all, column));
  return {
    columns: chosen.map((index) => all.columns[index]!),
    rows: rows.map((row) => chosen.map((index) => row[index]!)),
  };
}

function test(table: Table, { column, is, value }: Condition): (row: readonly Cell[]) => boolean {
  const index = columnIndex(table, column);
  if (is === 'contains') {
    const part = folded(String(value));
    return (row) => row[index] !== null && folded(String(row[index])).includes(part);
  }
  const holds = COMPARISONS[is];
  const wanted = table.columns[index]!.kind === 'text' ? folded(String(value)) : numberOf(value, column);
  // Of an empty cell nothing is known, but that it is not the value.
  return (row) => {
    const cell = row[index]!;
    return cell === null ? is === '!=' : holds(order(typeof cell === 'string' ? folded(cell) : cell, wanted));
  };
}

function numberOf(value: string | number, column: string): number {
  const number = typeof value === 'number' ? value : asNumber(value.trim());
  if (number === undefined) throw new Error(`column ${column} holds numbers, and “${value}” is none`);
  return number;
}

/** Empty cells come last in either direction. */
function compared(one: Cell, other: Cell, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return sign * order(one, other);
}

/** By code units, so that the order is the same everywhere; values of a column are of one type. */
function order(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
