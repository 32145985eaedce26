import { parse } from 'csv-parse/sync';

export interface Table {
  readonly columns: readonly Column[];
  /** As long as there are columns, each. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly name: string;
  readonly kind: 'number' | 'text';
}

/** Null where a cell is empty. */
export type Cell = string | number | null;

const MOST_ROWS = 50_000;
const MOST_COLUMNS = 200;

/** Reads a CSV file whose first line names its columns. A column is one of numbers when each cell of it is one. */
export function readTable(csv: string): Table {
  const [head = [], ...lines] = parse(csv, {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    to: MOST_ROWS + 2,
  });
  if (head.length === 0) throw new Error('the table is empty; its first line has to name its columns');
  if (head.length > MOST_COLUMNS) throw new Error(`the table has more than ${MOST_COLUMNS} columns`);
  if (lines.length > MOST_ROWS) throw new Error(`the table has more than ${MOST_ROWS} rows`);
  const columns = columnNames(head).map((name, index) =>
    columnOf(
      name,
      lines.map((line) => line[index] ?? ''),
    ),
  );
  return {
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    rows: lines.map((_, row) => columns.map(({ cells }) => cells[row]!)),
  };
}

/** Reads as a column of numbers would; undefined when it is none. */
export function asNumber(text: string): number | undefined {
  return (figureIn(text, '.') ?? figureIn(text, ','))?.value;
}

function columnOf(name: string, texts: readonly string[]): Column & { readonly cells: readonly Cell[] } {
  // A column is written in one way: `1.234` is a thousand only beside cells such as `1.234,50`.
  for (const decimal of ['.', ','] as const) {
    const figures = texts.map((text) => (text === '' ? null : figureIn(text, decimal)));
    if (!figures.every((figure) => figure !== undefined)) continue;
    // Euros and dollars make no sum.
    const units = new Set(figures.flatMap((figure) => figure?.unit || []));
    if (units.size > 1 || figures.every((figure) => figure === null)) continue;
    return { name, kind: 'number', cells: figures.map((figure) => figure && figure.value) };
  }
  return { name, kind: 'text', cells: texts.map((text) => text || null) };
}

/** Names by which each column can be told: one without a name has its position, a second of a name has a number. */
function columnNames(head: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return head.map((text, index) => {
    const name = text || `column ${index + 1}`;
    const times = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

const UNIT = String.raw`(?:[€$£¥%]|EUR|USD|GBP|CHF)?`;
const SPACES = String.raw` '’\u00a0\u202f`;
const FORMS = { '.': figureForm(',', '.'), ',': figureForm('.', ',') };

interface Figure {
  readonly value: number;
  /** Empty for none. */
  readonly unit: string;
}

/** With separators for thousands or without; a leading zero before other digits is part of a code, such as 0042. */
function figureForm(thousands: string, decimal: string) {
  const whole = String.raw`[1-9]\d{0,2}(?:[${thousands}${SPACES}]\d{3})+|0|[1-9]\d*`;
  const digits = String.raw`(?:${whole})(?:[${decimal}]\d+)?(?:[eE][-+]?\d{1,3})?`;
  return {
    form: new RegExp(String.raw`^([-−+]?)\s?(${UNIT})\s?([-−]?)(${digits})\s?(${UNIT})$`),
    separators: new RegExp(`[${thousands}${SPACES}]`, 'g'),
  };
}

function figureIn(text: string, decimal: keyof typeof FORMS): Figure | undefined {
  const { form, separators } = FORMS[decimal];
  // Longer ones are no numbers that a double holds.
  const [, sign = '', before, inner, digits = '', after] = (text.length <= 40 && form.exec(text)) || [];
  if (digits === '') return undefined;
  const size = Number(digits.replace(separators, '').replace(',', '.'));
  return { value: '-−'.includes(sign || inner || '+') ? -size : size, unit: before || after || '' };
}
