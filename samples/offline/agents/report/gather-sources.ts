import type { Responder, ToolWish } from '../../conversation.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { failedSearch } from '../evidence/failures.ts';
import { newWishes } from '../evidence/wishes.ts';
import { rank } from '../language/rank.ts';
import type { Ranked } from '../language/rank.ts';
import { largeFirst } from '../language/units.ts';
import { keyTerms, stemsOf } from '../language/words.ts';
import { structured } from '../structured.ts';
import { taskOf } from '../task.ts';
import type { Task } from '../task.ts';
import { ANGLES, within } from './angles.ts';
import type { Angle } from './angles.ts';

const MOST_QUESTIONS = 5;
const MOST_SOURCES = 5;
const MOST_READ = 6;
const FIT = 0.3;
// One sentence is an accident.
const FEWEST_QUOTES = 2;

/** `gather-sources`: looks at the topic from several sides, and asks what the documents can answer. */
export const gatherSources: Responder = (request) => {
  const task = taskOf(request);
  const topic = task.text('topic');
  const toolCalls = nextLook(task, topic);
  return toolCalls.length > 0
    ? { toolCalls }
    : structured(outlineOf(topic, evidenceOf(task.uses), failedSearch(task.uses)), request);
};

function nextLook(task: Task, topic: string): readonly ToolWish[] {
  const terms = keyTerms(topic, 10).join(' ') || topic.slice(0, 100);
  const search = (query: string, limit: number): ToolWish => ({
    name: 'search-documents',
    input: { query: query.slice(0, 280).trim() || 'overview', limit },
  });
  if (task.rounds === 0) {
    const sides = ANGLES.map((angle) => search(`${terms} ${angle.search}`, 10));
    return newWishes(task, [...sides, search(`table rows columns ${terms}`, 20)]);
  }
  if (task.rounds > 1) return [];
  const { documents, quotes } = evidenceOf(task.uses);
  const about = rank(quotes, { question: topic }, FIT).ranked.map(({ quote }) => quote.source);
  const wanted = documents.filter((id) => about.includes(id)).slice(0, MOST_READ);
  return newWishes(
    task,
    wanted.map((id) => ({ name: 'fetch-document', input: { id } })),
  );
}

function outlineOf(topic: string, evidence: Evidence, failure: string | undefined): object {
  const title = largeFirst(topic.replace(/\s+/g, ' ').trim().slice(0, 200)) || 'Report';
  const { ranked } = rank(evidence.quotes, { question: topic }, FIT);
  if (ranked.length === 0) {
    const why =
      failure === undefined
        ? 'The library was searched for the words of the topic, and nothing in it is about them.'
        : `It is not known whether the library has anything about it: the search failed (${failure}).`;
    // What a search came up with for want of anything better is named all the same, so that others can see for themselves.
    return { title, questions: [{ question: title, why, sources: evidence.documents.slice(0, 1) }] };
  }
  const tables = evidence.tables.filter((id) => [...stemsOf(id)].some((stem) => stemsOf(topic).has(stem))).slice(0, 2);
  const questions = ANGLES.flatMap((angle) => questionOf(angle, topic, ranked, tables));
  return { title, questions: questions.slice(0, MOST_QUESTIONS) };
}

function questionOf(
  angle: Angle,
  topic: string,
  ranked: readonly Ranked[],
  tables: readonly string[],
): readonly object[] {
  const quotes = ranked.filter(({ quote }) => angle.seen.test(quote.text));
  const weights = new Map<string, number>();
  for (const { quote, score } of quotes) weights.set(quote.source, (weights.get(quote.source) ?? 0) + score);
  const documents = [...weights].toSorted((one, other) => other[1] - one[1]).map(([id]) => id);
  if (quotes.length < FEWEST_QUOTES && angle !== ANGLES[0]) return [];
  const sources = [...(angle.name === 'figures' ? tables : []), ...documents].slice(0, MOST_SOURCES);
  return [{ question: angle.question(within(topic)), why: angle.why, sources }];
}
