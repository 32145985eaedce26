import type { ToolWish } from '../../conversation.ts';
import { fold, plainStemOf, stemOf, stemsOf, wordsOf } from '../language/words.ts';
import type { Quote } from '../language/quotes.ts';
import { inWords, namedValues, sharesWord } from './tables.ts';
import type { KnownTable } from './tables.ts';

// They show what a table has; of more, the end of the answer would be cut away.
const OVERVIEW_ROWS = 100;
const MOST_MEASURES = 3;
// More groups than this are no comparison.
const MOST_GROUPS = 14;

/** The first look at tables. */
export function overviews(tables: readonly string[]): readonly ToolWish[] {
  return tables.map((table) => ({ name: 'query-table', input: { table, limit: OVERVIEW_ROWS } }));
}

interface Condition {
  readonly column: string;
  readonly is: '=' | '>';
  readonly value: string | number;
}

/** Sums, averages or limits of the columns that a question is about, for each thing that it may be about. */
export function summaries(
  question: string,
  context: string,
  tables: readonly KnownTable[],
  quotes: readonly Quote[],
): readonly ToolWish[] {
  return fitting(question, tables)
    .slice(0, 1)
    .flatMap((table) => {
      const measures = measuresFor(question, table);
      const where = conditionsFor(question, context, table, quotes);
      const groupBy = groupFor(question, table, where);
      const aggregate = measures.flatMap(({ column, functions }) =>
        functions.map((each) => ({ column, function: each })),
      );
      const input = {
        table: table.id,
        ...(where.length > 0 && { where }),
        ...(groupBy !== undefined && { groupBy: [groupBy] }),
      };
      const late = measures.filter(({ column }) => /late|delay|overdue/i.test(column)).slice(0, 1);
      const query = (more: object): ToolWish => ({ name: 'query-table', input: { ...input, ...more } });
      return [
        query({ aggregate: [...aggregate, ...(late.length > 0 ? [{ column: '*', function: 'count' }] : [])] }),
        // How often, beside how much.
        ...late.map(({ column }) =>
          query({
            where: [...where, { column, is: '>', value: 0 }],
            aggregate: [{ column: '*', function: 'count' }],
          }),
        ),
      ];
    });
}

// Words for what is done with figures; no table is about them.
const STATISTICS = /^(?:total|average|mean|median|sum|share|rate|percent\w*|count|trend|often|all)$/i;
const LEAST_COVERED = 0.5;

function subjectStems(question: string): ReadonlySet<string> {
  return new Set(wordsOf(question).flatMap(({ shown, stem }) => (STATISTICS.test(shown) ? [] : [stem])));
}

/** The tables that have at least half of a question's words among their columns, their values or in their names; best first. */
export function fitting(question: string, tables: readonly KnownTable[]): readonly KnownTable[] {
  const stems = subjectStems(question);
  const words = wordsOf(question).filter(({ shown }) => !STATISTICS.test(shown) && !/^[\d.,]+$/.test(shown));
  const scored = tables.map((table) => {
    const names = [table.id, ...table.measures, ...table.dimensions.map(({ column }) => column)].map((name) =>
      inWords(name),
    );
    const values = table.dimensions.flatMap((dimension) => namedValues(dimension.values, question));
    const there = wordsOf([...names, ...values].join(' '));
    const covered = words.map(({ shown, stem }) => {
      if (there.some((word) => plainStemOf(word.shown) === plainStemOf(shown))) return 1;
      // A synonym may mean something else: the price of a part is no cost of a repair.
      return there.some((word) => word.stem === stem) ? 0.5 : 0;
    });
    const share = covered.reduce<number>((sum, one) => sum + one, 0) / Math.max(1, words.length);
    const columns = table.measures.filter((column) => sharesWord(column, stems)).length;
    return { table, share, isAbout: columns > 0 || sharesWord(table.id, stems), score: share + 0.25 * columns };
  });
  return scored
    .filter(({ share, isAbout }) => isAbout && share >= LEAST_COVERED)
    .toSorted((one, other) => other.score - one.score)
    .map(({ table }) => table);
}

interface Measure {
  readonly column: string;
  readonly functions: readonly ('sum' | 'average' | 'min' | 'max')[];
}

/** Columns that the question names, or the first ones where it names the table only. */
function measuresFor(question: string, { measures }: KnownTable): readonly Measure[] {
  const stems = subjectStems(question);
  const named = measures.filter((column) => sharesWord(column, stems));
  const chosen = (
    named.length > 0 ? named : measures.filter((column) => !/^(?:from|year|no)(?:_|\b)|_from$/i.test(column))
  ).slice(0, MOST_MEASURES);
  // What rejected pieces are a share of.
  const whole = measures.find((column) => /quantit|units|sold|received|delivered/i.test(column));
  const isShare = chosen.some((column) => isPart(column)) && whole !== undefined && !chosen.includes(whole);
  return [...chosen, ...(isShare ? [whole] : [])].map((column) => ({
    column,
    functions: functionsFor(column, question),
  }));
}

/** Whether a column counts some of what another one counts. */
export function isPart(column: string): boolean {
  return /reject|return|fault|defect|fail|complain/i.test(column);
}

function functionsFor(column: string, question: string): Measure['functions'] {
  if (/\b(?:average|mean|on average)\b/i.test(question)) return ['average'];
  if (/price|cost\b/i.test(column)) return ['min', 'max'];
  // What is no count cannot be added up.
  if (/days|time|rate|share|score|percent|kg|weight|temperature|hours/i.test(column)) return ['average'];
  return ['sum'];
}

/** Values that the question names, and the code of a part that the documents name together with a word of the question. */
function conditionsFor(
  question: string,
  context: string,
  { dimensions, numbers, measures }: KnownTable,
  quotes: readonly Quote[],
): readonly Condition[] {
  const stems = stemsOf(`${question} ${context}`);
  const conditions = dimensions.flatMap(({ column, values }): readonly Condition[] => {
    const named = namedValues(values, question);
    if (named.length === 1) return [{ column, is: '=', value: named[0]! }];
    if (named.length > 1) return [];
    const byCode = values.filter((value) => wordsFor(value, quotes).some((word) => stems.has(word)));
    return byCode.length === 1 ? [{ column, is: '=', value: byCode[0]! }] : [];
  });
  // `at 2,000 pieces`
  const figures = (question.match(/(?<![\p{L}\d.,-])\d[\d,]*\d{2}(?![\p{L}\d.,-]*\d)/gu) ?? []).map((text) =>
    Number(text.replaceAll(',', '')),
  );
  const sizes = measures
    .filter((column) => /quantity|size|from/i.test(column))
    .flatMap((column): readonly Condition[] => {
      const value = figures.find((figure) => numbers(column).includes(figure));
      return value === undefined ? [] : [{ column, is: '=', value }];
    });
  return [...conditions, ...sizes];
}

/** `boiler` for `BLR-20`, where a document says `the boiler BLR-20` or `boilers BLR-20`. */
function wordsFor(code: string, quotes: readonly Quote[]): readonly string[] {
  if (!/^\p{Lu}+-?\d/u.test(code)) return [];
  const before = new RegExp(String.raw`([\p{L}]{4,}) ${code}(?![\p{L}\d-])`, 'gu');
  return quotes.flatMap(({ text, heading }) =>
    [...`${heading}. ${text}`.matchAll(before)].map(([, word = '']) => stemOf(word)),
  );
}

/** The column by which to tell things apart: one that is named, else the first with few values; one that is fixed is none. */
function groupFor(question: string, { dimensions }: KnownTable, where: readonly Condition[]): string | undefined {
  const stems = stemsOf(question);
  const free = dimensions.filter(
    ({ column, values }) =>
      values.length > 1 && values.length <= MOST_GROUPS && !where.some((condition) => condition.column === column),
  );
  const named =
    free.find(({ column }) => sharesWord(column, stems)) ??
    free.find(({ values }) => namedValues(values, question).length > 0);
  const overTime = /\b(?:trend|month\w*|quarter\w*|over (?:the )?(?:time|year)|develop\w*|chang\w*)\b/i.test(
    fold(question),
  )
    ? free.find(({ column }) => /month|quarter|year|date|week/i.test(column))
    : undefined;
  return (overTime ?? named ?? free.find(({ column }) => !/month|quarter|year|date/i.test(column)))?.column;
}
