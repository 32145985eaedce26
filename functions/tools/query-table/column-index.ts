import type { Table } from '../read-table.ts';

/** Where a column is; the error for an unknown one lists those that there are. */
export function columnIndex({ columns }: Pick<Table, 'columns'>, name: string): number {
  const wanted = name.trim().toLowerCase();
  const exact = columns.findIndex((column) => column.name === name);
  const index = exact < 0 ? columns.findIndex((column) => column.name.toLowerCase() === wanted) : exact;
  if (index < 0) {
    const known = columns.map((column) => `${column.name} (${column.kind})`).join(', ');
    throw new Error(`there is no column ${JSON.stringify(name)}; there are ${known}`);
  }
  return index;
}
