import type { ToolWish } from '../../conversation.ts';
import type { Note } from '../language/notes.ts';
import { isFields } from '../task.ts';
import type { ToolUse } from '../task.ts';
import { seriesOf, shown } from './table-notes.ts';
import type { Series } from './table-notes.ts';
import type { Rows } from './tables.ts';

// More sums than these, or sums of two things, tell nothing.
const MOST_SUMS = 3;
const FEWEST_PERIODS = 4;

/** What `statistics` is asked for: totals over all groups, and how figures changed over time. */
export function totalWishes(queries: readonly Rows[]): readonly ToolWish[] {
  return operationsIn(queries).map(({ operation, series }) => ({
    name: 'statistics',
    input: inputOf(operation, series),
  }));
}

/** What came of it, as notes. */
export function totalNotes(queries: readonly Rows[], uses: readonly ToolUse[]): readonly Note[] {
  return operationsIn(queries).flatMap(({ operation, series }): readonly Note[] => {
    const input = JSON.stringify(inputOf(operation, series));
    const use = uses.find((one) => one.name === 'statistics' && !one.isError && JSON.stringify(one.input) === input);
    const results = isFields(use?.value) && isFields(use.value.results) ? use.value.results : undefined;
    const text = results === undefined ? undefined : textOf(operation, series, results);
    return text === undefined ? [] : [{ text, sources: [series.source] }];
  });
}

interface Operation {
  readonly operation: 'sum' | 'growth';
  readonly series: Series;
}

function operationsIn(queries: readonly Rows[]): readonly Operation[] {
  const all = queries.flatMap((rows) => seriesOf(rows)).filter(({ values }) => values.length > 1);
  const sums = all.filter(({ label }) => label.startsWith('Total ')).slice(0, MOST_SUMS);
  const overTime = all.filter(
    ({ label, values }) =>
      / by (?:month|quarter|year|week|date)\b/.test(label) && values.length >= FEWEST_PERIODS && values[0]!.value > 0,
  );
  return [
    ...sums.map((series) => ({ operation: 'sum' as const, series })),
    ...overTime.slice(0, 2).map((series) => ({ operation: 'growth' as const, series })),
  ];
}

function inputOf(operation: Operation['operation'], { values }: Series): ToolWish['input'] {
  return { operation, values: values.map(({ value }) => value) };
}

function textOf(
  operation: Operation['operation'],
  { label, values }: Series,
  results: Readonly<Record<string, unknown>>,
): string | undefined {
  const what = label
    .replace(/,? by [^,(]+/, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (operation === 'sum')
    return typeof results.sum === 'number' ? `${what}, all together: ${shown(results.sum)}` : undefined;
  const [first, last] = [values[0]!, values.at(-1)!];
  const change = results.changePercent;
  if (typeof change !== 'number') return undefined;
  return `${what}: from ${shown(first.value)} (${first.name}) to ${shown(last.value)} (${last.name}), a change of ${shown(Number(change.toFixed(1)))} %`;
}
