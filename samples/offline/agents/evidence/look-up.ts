import type { ToolWish } from '../../conversation.ts';
import { best } from '../language/quotes.ts';
import type { Quote } from '../language/quotes.ts';
import { namedIn } from '../language/named-documents.ts';
import { rank } from '../language/rank.ts';
import { keyTerms, plainStemOf, relatedWords } from '../language/words.ts';
import type { Task } from '../task.ts';
import { evidenceOf } from './evidence.ts';
import { ADVICE_ABOUT } from './findings.ts';
import { shareWishes } from './shares.ts';
import { totalWishes } from './totals.ts';
import { overviews, summaries } from './table-queries.ts';
import { knownTables, rowsIn } from './tables.ts';
import { newWishes } from './wishes.ts';

// Search, read, query, calculate, and one more for what a person or an error brings up.
const MOST_ROUNDS = 5;
const MOST_QUERY = 280;
// A dozen passages of a thousand characters.
const MOST_HITS = 12;
const READ_FOR_EACH = 3;
const MOST_READ = 5;
const MOST_TABLES = 4;
const MOST_ALONE = 2;
const ALONE_HITS = 4;
const FIT = 0.3;

/** What to look for next in the library; empty when all has been looked at, or nothing more may be. */
export function nextLook(task: Task, subjects: readonly string[], context: string): readonly ToolWish[] {
  if (task.rounds >= MOST_ROUNDS || task.tools.length === 0) return [];
  const stages = [
    () => searches(task, subjects, context),
    () => readings(task, subjects, context),
    () =>
      subjects.flatMap((subject) => summaries(subject, context, knownTables(task.uses), evidenceOf(task.uses).quotes)),
    () => [...totalWishes(rowsIn(task.uses)), ...shareWishes(rowsIn(task.uses))],
  ];
  for (const stage of stages.slice(Math.min(task.rounds, 1))) {
    const wishes = newWishes(task, stage());
    if (wishes.length > 0) return wishes;
  }
  return [];
}

/** Tables, then each subject by its own words, by other words for them, and among the words of the goal where it has few. */
function searches(task: Task, subjects: readonly string[], context: string): readonly ToolWish[] {
  const terms = subjects.map((subject) =>
    keyTerms(subject.replace(ADVICE_ABOUT, 'recommends recommendation proposed limit '), 12),
  );
  const related = (words: readonly string[], most: number): readonly string[] =>
    words.flatMap((word) => relatedWords(word).slice(0, most));
  const all = keyTerms(subjects.join(' '), 12);
  // Tables are shown as `A table of 52 rows with the columns …`; columns have other endings than questions.
  const stems = [...all, ...related(all, 2)].map((word) => plainStemOf(word));
  const tables = task.tools.includes('query-table') ? [['table', 'rows', 'columns', ...new Set(stems)]] : [];
  const byOwn = terms.map((words, index) => (words.length > 0 ? words : [subjects[index]!]));
  const byOthers = terms.map((words) => (related(words, 4).length > 0 ? [...words, ...related(words, 4)] : []));
  const inContext = terms.map((words) =>
    words.length < 4 ? [...words, ...keyTerms(context, 8).filter((word) => !words.includes(word))] : [],
  );
  // What does not fit into one round is least worth asking.
  return [
    ...tables.map((words) => search(words, 20)),
    ...[...byOwn, ...byOthers, ...inContext]
      .filter((words) => words.length > 0)
      .map((words) => search(words, MOST_HITS)),
  ];
}

function search(words: readonly string[], limit: number): ToolWish {
  return {
    name: 'search-documents',
    input: { query: words.join(' ').slice(0, MOST_QUERY).trim() || 'overview', limit },
  };
}

/** Words that hardly any passage has are looked for alone: beside common ones they are drowned out. */
function aloneIn(question: string, quotes: readonly Quote[]): readonly ToolWish[] {
  const rare = rank(quotes, { question }, 0).rare.filter((word) => !/\d/.test(word));
  return rare
    .slice(0, MOST_ALONE)
    .map((word) => ({ name: 'search-documents', input: { query: word, limit: ALONE_HITS } }));
}

/** The documents with the best passages as a whole, and a first look at tables. */
function readings(task: Task, subjects: readonly string[], context: string): readonly ToolWish[] {
  const { quotes, documents: found, read, tables } = evidenceOf(task.uses);
  const wanted = subjects.flatMap((question) => {
    const named = namedIn(question, quotes);
    if (named !== undefined && found.includes(named.id)) return [named.id];
    const { ranked } = rank(quotes, { question, context }, FIT);
    return [...new Set(best(ranked, 12).map(({ source }) => source))].slice(0, READ_FOR_EACH);
  });
  const documents = [...new Set(wanted)].slice(0, MOST_READ).filter((id) => !read.includes(id));
  const unknown = tables.slice(0, MOST_TABLES).filter((id) => !knownTables(task.uses).some((known) => known.id === id));
  return [
    ...overviews(unknown),
    // Once is enough: what else there is was found by the same words.
    ...(read.length === 0 ? documents : []).map((id) => ({ name: 'fetch-document', input: { id } })),
    ...(task.uses.some(({ input }) => input.limit === ALONE_HITS)
      ? []
      : subjects.flatMap((question) => aloneIn(question, quotes))),
  ];
}
