import { isFields, textAt, textsIn } from '../task.ts';
import type { ToolUse } from '../task.ts';
import { fold, stemsOf } from '../language/words.ts';

export type Cell = string | number | null;

/** What a query brought back. */
export interface Rows {
  readonly table: string;
  readonly input: ToolUse['input'];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What a row of the table stands for, e.g. `orders`. */
  readonly things: string;
}

/** The results of all queries that went well. */
export function rowsIn(uses: readonly ToolUse[]): readonly Rows[] {
  const queries = queriesIn(uses);
  const things = new Map(queries.filter((query) => isOverview(query)).map((query) => [query.table, thingsIn(query)]));
  return queries.map((query) => ({ ...query, things: things.get(query.table) ?? 'entries' }));
}

type Query = Omit<Rows, 'things'>;

function isOverview({ input }: Query): boolean {
  return input.where === undefined && input.aggregate === undefined && input.groupBy === undefined;
}

/** `orders` where the first column is `order` and tells every row from the others. */
function thingsIn({ columns, rows }: Query): string {
  const names = rows.map(([cell]) => cell);
  const isName = names.every((cell) => typeof cell === 'string') && new Set(names).size === names.length;
  return isName && columns[0] !== undefined ? `${inWords(columns[0])}s` : 'entries';
}

function queriesIn(uses: readonly ToolUse[]): readonly Query[] {
  return uses.flatMap(({ name, isError, value, input }): readonly Query[] => {
    if (name !== 'query-table' || isError || !isFields(value) || !Array.isArray(value.rows)) return [];
    const rows = value.rows.filter((row): row is readonly Cell[] => Array.isArray(row));
    return [{ table: textAt(value, 'table'), input, columns: textsIn(value.columns), rows }];
  });
}

/** A table as its first rows show it. */
export interface KnownTable {
  readonly id: string;
  /** Columns of numbers that can be summed or averaged. */
  readonly measures: readonly string[];
  /** Columns of texts with the values that they have. */
  readonly dimensions: readonly { readonly column: string; readonly values: readonly string[] }[];
  readonly numbers: (column: string) => readonly number[];
}

/** What the queries without conditions and groups tell of tables. */
export function knownTables(uses: readonly ToolUse[]): readonly KnownTable[] {
  return queriesIn(uses)
    .filter((query) => isOverview(query))
    .map(({ table, columns, rows }) => {
      const cells = (column: string): readonly Cell[] => rows.map((row) => row[columns.indexOf(column)] ?? null);
      const isNumber = (column: string): boolean =>
        cells(column).every((cell) => cell === null || typeof cell === 'number') &&
        cells(column).some((cell) => cell !== null);
      const numbers = (column: string): readonly number[] => cells(column).filter((cell) => typeof cell === 'number');
      return {
        id: table,
        measures: columns.filter((column) => isNumber(column)),
        dimensions: columns
          .filter((column) => !isNumber(column))
          .map((column) => ({
            column,
            values: [...new Set(cells(column).filter((cell) => typeof cell === 'string'))],
          })),
        numbers,
      };
    });
}

/** `unit_price` as people write it. */
export function inWords(name: string): string {
  return name.replace(/[_-]+/g, ' ').trim();
}

/** Whether a name of a column or a table has a word of the question. */
export function sharesWord(name: string, stems: ReadonlySet<string>): boolean {
  return [...stemsOf(inWords(name))].some((stem) => stems.has(stem));
}

/** Values that a question names, as a whole or by their first word, such as `Voss` for `Voss Thermik`. */
export function namedValues(values: readonly string[], question: string): readonly string[] {
  const text = ` ${fold(question).replace(/[^\p{L}\p{N}-]+/gu, ' ')} `;
  return values.filter((value) => {
    const whole = fold(value)
      .replace(/[^\p{L}\p{N}-]+/gu, ' ')
      .trim();
    const first = whole.split(' ')[0] ?? '';
    // Dates and short words name nothing by their beginning.
    const isName = first.length >= 4 && /^\p{Lu}/u.test(value) && !/\d/.test(first);
    return text.includes(` ${whole} `) || (isName && new RegExp(` ${first}s? `, 'u').test(text));
  });
}
