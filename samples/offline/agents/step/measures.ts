import type { Note } from '../language/notes.ts';

/** One figure for each of several things. */
export interface Measure {
  readonly label: string;
  /** Lowest first. */
  readonly values: readonly { readonly name: string; readonly value: number }[];
  readonly sources: readonly string[];
}

const LESS_IS_BETTER =
  /price|cost|late|delay|reject|fault|defect|return|complain|emission|kg\b|co2|lead time|risk|share of .*above 0/i;
const MORE_IS_BETTER = /capacity|score|revenue|sold|rating|quality|satisf/i;
// Counts of rows say how large a table is, and what is lowest says enough of a range.
const NO_MEASURE = /^number of (?!.* above 0\))|^highest /i;

/** The figures that notes hold for more than one thing: series from tables, and rows of tables in documents. */
export function measuresIn(notes: readonly Note[]): readonly Measure[] {
  const measures = notes.flatMap((note) => [...seriesIn(note), ...rowsIn(note)]);
  const fit = measures.filter(({ label, values }) => {
    const differs = new Set(values.map(({ value }) => value)).size > 1;
    return values.length > 1 && differs && !NO_MEASURE.test(label);
  });
  const different = fit.filter((one, index) => !fit.slice(0, index).some((other) => sameValues(one, other)));
  return ofSameThings(different);
}

/** Suppliers are compared with suppliers: only the measures of what comes up most often. */
function ofSameThings(measures: readonly Measure[]): readonly Measure[] {
  const counts = new Map<string, number>();
  for (const { name } of measures.flatMap(({ values }) => values)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [most] = [...counts].toSorted((one, other) => other[1] - one[1]);
  return measures.filter(({ values }) => values.some(({ name }) => name === most?.[0]));
}

/** `Average days late by supplier: Dravec Metal 4.25; Voss Thermik 0.1` */
function seriesIn({ text, sources }: Note): readonly Measure[] {
  const [, label, list = ''] = /^([^:;]+? by [^:;]+): (.+)$/.exec(text) ?? [];
  if (label === undefined) return [];
  const values = list.split('; ').flatMap((item) => {
    const [, name, figure = ''] = /^(.+) (-?[\d,]+(?:\.\d+)?)\.?$/.exec(item.trim()) ?? [];
    return name === undefined ? [] : [{ name, value: Number(figure.replaceAll(',', '')) }];
  });
  return values.length < 2 ? [] : [measure(label, values, sources)];
}

/** `At our own door: Voss Thermik: received 20,500, share 0.36 %; Anselmi Caldaie: …` */
function rowsIn({ text, sources }: Note): readonly Measure[] {
  const rows = text.split('; ').flatMap((row) => {
    const [, name = '', cells = ''] = /^(?:.*: )?([^:]+): (.+)$/.exec(row) ?? [];
    const figures = [...cells.matchAll(/(?:^|, )(\p{L}[\p{L}\s-]*?) [€$£]?(-?\d[\d,]*(?:\.\d+)?)( %)?(?=,\s|\.?$)/gu)];
    return name === '' || figures.length === 0 ? [] : [{ name, figures }];
  });
  if (rows.length < 2) return [];
  const labels = [
    ...new Set(
      rows.flatMap(({ figures }) =>
        figures.map(([, label = '', , percent = '']) => `${label}${percent && ', in percent'}`),
      ),
    ),
  ];
  const topic = /^([^:;]+): [^:;]+: /.exec(text)?.[1];
  return labels.map((label) =>
    measure(
      `${topic === undefined ? '' : `${topic}, `}${label}`,
      rows.flatMap(({ name, figures }) =>
        figures
          .filter(([, title = '', , percent = '']) => `${title}${percent && ', in percent'}` === label)
          .map(([, , figure = '']) => ({ name, value: Number(figure.replaceAll(',', '')) })),
      ),
      sources,
    ),
  );
}

function measure(label: string, values: Measure['values'], sources: readonly string[]): Measure {
  return { label, values: values.toSorted((one, other) => one.value - other.value), sources };
}

/** What each thing is best by, of the measures of which it is clear what is better; who leads most often comes first. */
export function leaders(
  measures: readonly Measure[],
): readonly { readonly name: string; readonly by: readonly Measure[] }[] {
  const best = new Map<string, Measure[]>();
  for (const measure of measures.filter(({ label }) => bestOf(label) !== undefined)) {
    const { label, values } = measure;
    const top = bestOf(label) === 'less' ? values[0]!.value : values.at(-1)!.value;
    for (const { name, value } of values) if (value === top) best.set(name, [...(best.get(name) ?? []), measure]);
  }
  return [...best].map(([name, by]) => ({ name, by })).toSorted((one, other) => other.by.length - one.by.length);
}

export function bestOf(label: string): 'less' | 'more' | undefined {
  return LESS_IS_BETTER.test(label) ? 'less' : MORE_IS_BETTER.test(label) ? 'more' : undefined;
}

function sameValues(one: Measure, other: Measure): boolean {
  return JSON.stringify(one.values) === JSON.stringify(other.values);
}
