import { ADVICE_TITLE, FIGURES_TITLE } from '../evidence/findings.ts';
import { failureIn } from '../evidence/failures.ts';
import { inWords } from '../evidence/tables.ts';
import { bulletsAsked } from '../language/bullets.ts';
import { cited, headingOf, themesIn } from '../language/notes.ts';
import type { Note, Theme } from '../language/notes.ts';
import { rank } from '../language/rank.ts';
import { wantsFigures, wishesOf } from '../language/topics.ts';
import { largeFirst } from '../language/units.ts';
import { balance } from './balance.ts';
import { withoutRepeats } from './gather.ts';
import { NOTHING, outputOf } from './output.ts';
import type { StepAnswer } from './output.ts';
import { BEST, EXTREME } from './weigh.ts';
import type { EarlierResult, StepTask } from './step-task.ts';

const MOST_NOTES = 7;
const MOST_ADVICE = 6;
/** Puts the answer together from the results of the steps before, theme by theme, each statement with its sources. */
export function writeAnswer({ goal, criteria, results, instruction }: StepTask): StepAnswer {
  const wanted = [goal, ...criteria].join(' ');
  const all = withoutRepeats(results.flatMap(({ id, output, sources }) => themesIn(output, titleOf(id), sources)));
  const count = bulletsAsked(wanted);
  const listed = all.map((theme) => ({ ...theme, notes: shortlist(theme.notes, wanted, criteria, count) }));
  const shown = count === undefined ? listed : firstOf(listed, count);
  const advice = count === undefined && wishesOf(`${goal} ${instruction}`).wantsAdvice ? adviceIn(shown) : [];
  const extremes = shown.flatMap((theme) => theme.notes.filter(({ text }) => text.startsWith(EXTREME)));
  // What is said at the end is not said before.
  const atEnd = [...advice, ...extremes];
  const themes = shown.map((theme) => ({ ...theme, notes: theme.notes.filter((note) => !atEnd.includes(note)) }));
  const notes = [...themes.flatMap((theme) => theme.notes), ...atEnd];
  const gaps = [...new Set(themes.flatMap((theme) => theme.gaps))].filter(
    (gap) => !isFilled(gap, themes) && (notes.length === 0 || !NOTHING.endsWith(gap)),
  );
  const closing =
    count !== undefined ? [] : advice.length > 0 ? extremes : extremes.length > 0 ? extremes : mostDirect(themes, goal);
  const parts = [
    introduction(goal, notes, gaps),
    ...themes.filter((theme) => theme.notes.length > 0).map((theme) => sectionOf(theme.title, theme.notes)),
    ...(advice.length > 0 ? [sectionOf('Recommendation', [...balance(advice, goal), ...advice])] : []),
    conclusion(closing, [...gaps, ...missingIn(results)], notes.length > 0),
  ];
  return outputOf(parts.filter((part) => part !== '').join('\n\n'), notes);
}

function introduction(goal: string, notes: readonly Note[], gaps: readonly string[]): string {
  const failure = failureIn(gaps.join('\n'));
  const sources = new Set(notes.flatMap((note) => note.sources)).size;
  const basis =
    sources === 0
      ? notes.length > 0
        ? 'The answer rests on what was calculated or asked; no document was needed for it.'
        : failure !== undefined
          ? 'The library could not be searched.'
          : gaps.every((gap) => !/\bdocuments\b/.test(gap)) && gaps.length > 0
            ? 'It could not be answered.'
            : 'The library has nothing that answers it.'
      : `The answer rests on ${sources === 1 ? 'one source' : `${sources} sources`} of the library.`;
  return `**The task:** ${goal.replace(/\s+/g, ' ').trim()}\n\n${basis}`;
}

function sectionOf(title: string, notes: readonly Note[]): string {
  return [`## ${headingOf(title)}`, '', ...notes.map((note) => `- ${cited(note)}`)].join('\n');
}

function conclusion(closing: readonly Note[], gaps: readonly string[], isKnown: boolean): string {
  const said = closing.length === 0 ? [] : [closing.map((note) => `- ${cited(note)}`).join('\n')];
  const open = gaps.map((gap) => `- ${largeFirst(gap)}`);
  if (said.length === 0 && open.length === 0) return '';
  const opening = isKnown ? 'Left open:' : 'Nothing was found that could be reported:';
  return ['## Conclusion', ...said, ...(open.length === 0 ? [] : [`${opening}\n\n${open.join('\n')}`])].join('\n\n');
}

/** So many notes of all themes, each theme having its turn. */
function firstOf(themes: readonly Theme[], most: number): readonly Theme[] {
  const inTurn = Array.from({ length: most }, (_, round) => themes.flatMap(({ notes }) => notes[round] ?? [])).flat();
  const chosen = new Set(inTurn.slice(0, most));
  return themes.map((theme) => ({ ...theme, notes: theme.notes.filter((note) => chosen.has(note)) }));
}

/** The notes that tell most of what is wanted, in their order; for each criterion the one that tells most of it. */
function shortlist(
  notes: readonly Note[],
  wanted: string,
  criteria: readonly string[],
  most = MOST_NOTES,
): readonly Note[] {
  if (notes.length <= most) return notes;
  const kept = new Set([
    ...criteria.flatMap((criterion) => ordered(notes, criterion).slice(0, 1)),
    ...ordered(notes, wanted),
    ...notes,
  ]);
  const chosen = new Set([...kept].slice(0, most));
  return notes.filter((note) => chosen.has(note));
}

function ordered(notes: readonly Note[], question: string): readonly Note[] {
  const quotes = notes.map((note) => ({ text: note.text, heading: '', source: note.sources[0] ?? '', note }));
  const ranked = rank(quotes, { question }, 0.01).ranked;
  return ranked.map(({ quote }) => quote.note);
}

/** What the documents do not say, a table may have. */
function isFilled(gap: string, themes: readonly Theme[]): boolean {
  const subject = /“(.+)”/.exec(gap)?.[1];
  const figures = themes.filter(({ title }) => title === FIGURES_TITLE).flatMap(({ notes }) => notes);
  const quotes = figures.map(({ text, sources }) => ({ text, heading: inWords(sources.join(' ')), source: '' }));
  return subject !== undefined && rank(quotes, { question: subject }, 0.5).ranked.length > 0;
}

// A figure of a table answers a question for figures more surely than a sentence with the same words.
const FIGURE_BONUS = 0.5;

/** For each question of the goal the statement that tells most of it; what fits none of them well is left out. */
function mostDirect(themes: readonly Theme[], goal: string): readonly Note[] {
  const quotes = themes.flatMap(({ title, notes }) =>
    notes
      .filter(({ text, sources }) => sources.length > 0 && text.length < 220)
      .map((note) => ({
        text: note.text,
        heading: title === FIGURES_TITLE ? inWords(note.sources.join(' ')) : title,
        source: note.sources[0] ?? '',
        isFigure: title === FIGURES_TITLE,
        note,
      })),
  );
  const direct = wishesOf(goal).topics.flatMap((question) => {
    const isCount = wantsFigures(question);
    const { ranked } = rank(quotes, { question, context: goal }, 0.15);
    const scored = ranked.map(({ quote, score }) => ({
      note: quote.note,
      score: score + (isCount && quote.isFigure ? FIGURE_BONUS : 0),
    }));
    return scored.toSorted((one, other) => other.score - one.score).slice(0, 1);
  });
  return [...new Set(direct.map(({ note }) => note))].slice(0, 3);
}

/** Who leads by the figures, and what the documents themselves advise. */
function adviceIn(themes: readonly Theme[]): readonly Note[] {
  const lead = themes.flatMap(({ notes }) => notes.filter(({ text }) => text.startsWith(BEST)));
  return [...lead, ...themes.flatMap(({ title, notes }) => (title === ADVICE_TITLE ? notes : []))].slice(
    0,
    MOST_ADVICE,
  );
}

/** What steps that came to nothing leave open. */
function missingIn(results: readonly EarlierResult[]): readonly string[] {
  return results.filter(({ isDone }) => !isDone).map(({ id }) => `the step “${titleOf(id)}” came to no result.`);
}

/** `find-price-boiler` as a title. */
function titleOf(id: string): string {
  return largeFirst(id.replace(/^(?:find|check|step)-(?=\D)/, '').replaceAll('-', ' '));
}
