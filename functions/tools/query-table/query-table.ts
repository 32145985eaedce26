import { entryOf } from '../entry-of.ts';
import { readTable } from '../read-table.ts';
import type { RunTool } from '../tool.ts';
import { queried } from './query.ts';
import type { Query } from './query.ts';

const ROWS = 50;

export const run: RunTool = async (input, { library }) => {
  const { table: id, limit = ROWS, ...query } = input as Query & { table: string; limit?: number };
  await entryOf(id, 'table', library);
  const csv = await library.read(id);
  if (csv === undefined) throw new Error(`table ${id} was removed just now`);
  const { columns, rows } = queried(readTable(csv), query);
  const value = {
    table: id,
    columns: columns.map(({ name }) => name),
    rows: rows.slice(0, limit),
    totalRows: rows.length,
  };
  return { value, sources: [id] };
};
