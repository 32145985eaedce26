import type { ToolWish } from '../../conversation.ts';
import type { Note } from '../language/notes.ts';
import type { ToolUse } from '../task.ts';
import { calculated, noteOfSeries, seriesOf } from './table-notes.ts';
import type { Series } from './table-notes.ts';
import { inWords } from './tables.ts';
import type { Rows } from './tables.ts';
import { isPart } from './table-queries.ts';

/** A percentage of each of several things, still to be worked out. */
interface Shares {
  readonly label: string;
  readonly source: string;
  readonly parts: readonly { readonly name: string; readonly expression: string }[];
}

/** What `calculate` is asked for: what some columns are a share of in others, and how often something was late. */
export function shareWishes(queries: readonly Rows[]): readonly ToolWish[] {
  return sharesIn(queries).flatMap(({ parts }) =>
    parts.map(({ expression }) => ({ name: 'calculate', input: { expression } })),
  );
}

/** The shares that were worked out, as notes. */
export function shareNotes(queries: readonly Rows[], uses: readonly ToolUse[]): readonly Note[] {
  return sharesIn(queries).flatMap(({ label, source, parts }): readonly Note[] => {
    const values = parts.flatMap(({ name, expression }) => {
      const value = valueOf(expression, uses);
      return value === undefined ? [] : [{ name, value }];
    });
    return values.length === 0 ? [] : [noteOfSeries({ label, column: 'percent', values, source })];
  });
}

/** What an expression came to when it was calculated. */
export function valueOf(expression: string, uses: readonly ToolUse[]): number | undefined {
  const use = uses.find(
    ({ name, input, isError }) => name === 'calculate' && !isError && input.expression === expression,
  );
  return calculated(use?.value);
}

// With more calls than this a round is longer than what it tells.
const MOST_PARTS = 6;

function sharesIn(queries: readonly Rows[]): readonly Shares[] {
  const all = queries.map((rows) => ({ rows, series: seriesOf(rows) }));
  return [
    ...all.flatMap(({ series }) => {
      const sums = series.filter(({ label }) => label.startsWith('Total '));
      const whole = sums.find(({ column }) => /quantit|units|sold|received|delivered/i.test(column));
      if (whole === undefined) return [];
      return sums
        .filter((one) => one !== whole && isPart(one.column))
        .map((part) =>
          sharesOf(part, whole, `${inWords(part.column)} as a share of ${inWords(whole.column)}, in percent`),
        );
    }),
    ...all.flatMap(({ rows, series }) => {
      const lateCount = series.find(({ column, label }) => column === '*' && /above 0\)$/.test(label));
      const whole = all
        .filter((other) => other.rows.table === rows.table && other.rows !== rows)
        .flatMap((other) => other.series)
        .find(({ column }) => column === '*');
      if (lateCount === undefined || whole === undefined) return [];
      return [
        sharesOf(
          lateCount,
          whole,
          `Share of ${rows.things} with ${lateCount.label.replace(/^.*\((?:.*, )?|\)$/g, '')}, in percent`,
        ),
      ];
    }),
  ].filter(({ parts }) => parts.length > 0 && parts.length <= MOST_PARTS);
}

function sharesOf(part: Series, whole: Series, label: string): Shares {
  const by = / by .+$/.exec(whole.label)?.[0] ?? '';
  const parts = whole.values.flatMap(({ name, value: all }) => {
    const some = part.values.find((one) => one.name === name)?.value ?? 0;
    return all > 0 ? [{ name, expression: `round(${some} / ${all} * 100, 2)` }] : [];
  });
  return {
    label: `${label[0]!.toUpperCase()}${label.slice(1)}${by === '' ? '' : `,${by}`}`,
    source: part.source,
    parts,
  };
}
