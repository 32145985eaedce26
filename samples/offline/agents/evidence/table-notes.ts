import { fieldsIn, isFields, textAt, textsIn } from '../task.ts';
import type { Note } from '../language/notes.ts';
import { largeFirst } from '../language/units.ts';
import { inWords } from './tables.ts';
import type { Cell, Rows } from './tables.ts';

/** A figure of each of several things, which can be compared. */
export interface Series {
  /** E.g. `Average days late by supplier (part BLR-20)`. */
  readonly label: string;
  readonly column: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
  readonly source: string;
}

const NAMES: Readonly<Record<string, string>> = {
  sum: 'total',
  average: 'average',
  min: 'lowest',
  max: 'highest',
  count: 'number of',
};

/** What grouped queries brought back, a series for each column of figures. */
export function seriesOf({ table, input, columns, rows, things }: Rows): readonly Series[] {
  if (!Array.isArray(input.aggregate) || rows.length === 0) return [];
  const groups = textsIn(input.groupBy);
  const where = conditionsOf(input.where);
  return columns.slice(groups.length).map((name, index) => {
    const [, what = '', column = ''] = /^(\w+)\((.+)\)$/.exec(name) ?? [];
    const subject = column === '*' ? things : inWords(column);
    const by = groups.length === 0 ? '' : ` by ${groups.map((group) => inWords(group)).join(' and ')}`;
    return {
      label: `${largeFirst(`${NAMES[what] ?? what} ${subject}`)}${by}${where}`,
      column,
      values: rows.flatMap((row) => {
        const value = row[groups.length + index];
        const group = row
          .slice(0, groups.length)
          .map((cell) => shown(cell))
          .join(', ');
        return typeof value === 'number' ? [{ name: group === '' ? 'all' : group, value }] : [];
      }),
      source: table,
    };
  });
}

/** ` (part BLR-20, days late above 0)` */
function conditionsOf(where: unknown): string {
  const said = fieldsIn(where).map((condition) => {
    const is = textAt(condition, 'is') === '>' ? ' above' : '';
    return `${inWords(textAt(condition, 'column'))}${is} ${shown(condition.value as Cell)}`;
  });
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

/** `Average days late by supplier: Dravec Metal 4.25; Voss Thermik 0.1` */
export function noteOfSeries({ label, values, source }: Series): Note {
  const said = values.map(({ name, value }) => (name === 'all' ? shown(value) : `${name} ${shown(value)}`));
  return { text: `${label}: ${said.join('; ')}`, sources: [source] };
}

/** Figures as people write them; two decimals are enough to compare by. */
export function shown(value: Cell): string {
  if (typeof value !== 'number') return value ?? '–';
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** The value that `calculate` came to; undefined where it failed. */
export function calculated(value: unknown): number | undefined {
  return isFields(value) && typeof value.value === 'number' ? value.value : undefined;
}
