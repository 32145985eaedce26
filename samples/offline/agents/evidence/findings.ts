import type { Note, Theme } from '../language/notes.ts';
import { notesOf } from '../language/notes.ts';
import { best } from '../language/quotes.ts';
import type { Quote } from '../language/quotes.ts';
import { rank } from '../language/rank.ts';
import type { Ranking } from '../language/rank.ts';
import { largeFirst } from '../language/units.ts';
import { wordsOf } from '../language/words.ts';
import type { Task } from '../task.ts';
import { evidenceOf } from './evidence.ts';
import { failedSearch, searchFailed } from './failures.ts';
import { shareNotes } from './shares.ts';
import { summaryOf } from './summary.ts';
import { noteOfSeries, seriesOf } from './table-notes.ts';
import { rowsIn } from './tables.ts';
import { totalNotes } from './totals.ts';

// Less than this share of a question's words is a coincidence.
const FIT = 0.34;
const FIT_OF_ADVICE = 0.2;
const FIT_WITH_GAP = 0.55;
// Next to a good answer a poor one is none.
const BESIDE_BEST = 0.6;
const BESIDE_BEST_ADVICE = 0.4;

/** How a step is told to look for what the documents recommend, and for rules that limit a choice. */
export const ADVICE_ABOUT = 'advice and rules about ';
export const ADVICE_TITLE = 'Advice and rules';
export const FIGURES_TITLE = 'Figures from the tables';
// How those who wrote the documents say it.
const ADVICE =
  /\b(?:(?<!a )recommend(?:s|ed)?|propos(?:e|es|ed)|advis(?:e|es|ed)|suggest(?:s|ed)?|should|must|at most|not possible|cannot be|no new|only be|allowed|exception)\b/i;

/** What the documents that were seen say of a subject, and which of its words none of them has. */
export function themeOf(subject: string, context: string, task: Task, most: number): Theme {
  const theme = found(subject, context, task, most);
  const reason = failedSearch(task.uses);
  if (reason === undefined) return theme;
  // Nothing was found where nothing could be searched: that is no word about the documents.
  const name = subject.startsWith(ADVICE_ABOUT) ? ADVICE_TITLE.toLowerCase() : subject;
  const gaps = theme.notes.length > 0 ? theme.gaps.filter((gap) => !/say nothing/.test(gap)) : [];
  return { ...theme, gaps: [...gaps, searchFailed(name, reason, theme.notes.length > 0)] };
}

function found(subject: string, context: string, task: Task, most: number): Theme {
  const { quotes } = evidenceOf(task.uses);
  const about = subject.startsWith(ADVICE_ABOUT) ? subject.slice(ADVICE_ABOUT.length) : undefined;
  const ranking =
    about === undefined
      ? rank(quotes, { question: subject, context }, FIT)
      : rank(
          quotes.filter(({ text }) => ADVICE.test(text)),
          { question: about },
          FIT_OF_ADVICE,
        );
  if (about === undefined) {
    const whole = summaryOf(subject, quotes, most);
    if (whole.length > 0) return { title: subject, notes: notesOf(whole), gaps: [] };
    // Where a word of the question is unknown to all documents, others in its neighbourhood prove little.
    const isDoubtful = ranking.missing.some((word) => !/\d/.test(word));
    if (isDoubtful && (ranking.ranked[0]?.fit ?? 0) < FIT_WITH_GAP)
      return { title: subject, notes: [], gaps: gapsOf(subject, ranking, []) };
  }
  const top = ranking.ranked[0]?.score ?? 0;
  const notes = notesOf(
    best(
      ranking.ranked.filter(({ score }) => score >= top * (about === undefined ? BESIDE_BEST : BESIDE_BEST_ADVICE)),
      most,
    ),
  );
  if (about !== undefined) return { title: ADVICE_TITLE, notes, gaps: [] };
  return { title: subject, notes, gaps: gapsOf(subject, ranking, notes) };
}

function gapsOf(
  subject: string,
  { missing }: Pick<Ranking<Quote>, 'missing'>,
  notes: readonly Note[],
): readonly string[] {
  if (notes.length === 0) return [`the documents say nothing about “${subject}”.`];
  const first = wordsOf(subject)[0]?.shown;
  const names = missing.filter((word) => /^\p{Lu}/u.test(word) && word !== first);
  return names.length === 0 ? [] : [`nothing in the documents mentions ${names.join(' or ')}.`];
}

/** The figures that were queried and worked out. */
export function figureNotes({ uses }: Task): readonly Note[] {
  const queries = rowsIn(uses);
  // Two subjects may have led to the same query.
  const all = [
    ...new Map(queries.flatMap((rows) => seriesOf(rows)).map((one) => [noteOfSeries(one).text, one])).values(),
  ].filter(({ values }) => values.length > 0);
  const series = all.flatMap((one, index) => {
    const twin = all.findIndex((other, at) => at !== index && sameValues(one, other));
    if (twin < 0) return [one];
    // A lowest that is the highest, too, is said once, and is neither.
    return twin < index ? [] : [{ ...one, label: largeFirst(one.label.replace(/^(?:Lowest|Highest) /, '')) }];
  });
  return [...totalNotes(queries, uses), ...shareNotes(queries, uses), ...series.map((one) => noteOfSeries(one))];
}

function sameValues(one: ReturnType<typeof seriesOf>[number], other: ReturnType<typeof seriesOf>[number]): boolean {
  return (
    one.column === other.column &&
    one.source === other.source &&
    JSON.stringify(one.values) === JSON.stringify(other.values)
  );
}
