import type { Responder, ToolWish } from '../../conversation.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import { failedSearch, searchFailed } from '../evidence/failures.ts';
import { figureNotes } from '../evidence/findings.ts';
import { nextLook } from '../evidence/look-up.ts';
import { newWishes } from '../evidence/wishes.ts';
import { notesOf } from '../language/notes.ts';
import type { Note } from '../language/notes.ts';
import { best } from '../language/quotes.ts';
import { rank } from '../language/rank.ts';
import type { Ranked } from '../language/rank.ts';
import { largeFirst } from '../language/units.ts';
import { structured } from '../structured.ts';
import { isFields, taskOf, textAt, textsIn } from '../task.ts';
import type { Task } from '../task.ts';
import { angleOf, ANGLES } from './angles.ts';
import type { Angle } from './angles.ts';

const MOST = { findings: 6, figures: 4, counterarguments: 3 } as const;
// A sentence about one side of a topic needs fewer of its words.
const FIT = { whole: 0.3, side: 0.22 } as const;
const ANGLE_BONUS = 0.3;
// How documents limit what they or others say.
const LIMITS =
  /\b(?:but|however|although|despite|differs?|disagree\w*|uncertain|wide margins|too high|too low|less so|hardly|unknown|may be|might|not the|would not|will not|estimate|even if|nobody should)\b/i;

/** `analyze-question`: reads what the outline names, queries tables where figures are asked for, and says what speaks for what. */
export const analyzeQuestion: Responder = (request) => {
  const task = taskOf(request);
  const given = task.json('question');
  const question = isFields(given) ? given : {};
  const asked = { text: textAt(question, 'question'), sources: textsIn(question.sources), topic: task.text('topic') };
  const toolCalls = nextStep(task, asked);
  return toolCalls.length > 0 ? { toolCalls } : structured(analysisOf(task, asked), request);
};

interface Asked {
  readonly text: string;
  readonly sources: readonly string[];
  readonly topic: string;
}

function nextStep(task: Task, { text, sources, topic }: Asked): readonly ToolWish[] {
  const angle = angleOf(text);
  if (task.rounds === 0) {
    const words = `${topic} ${angle.search}`.slice(0, 280).trim() || 'overview';
    const wishes = [
      ...sources.slice(0, 5).map((id) => ({ name: 'fetch-document', input: { id } })),
      { name: 'search-documents', input: { query: words, limit: 12 } },
      ...(angle.name === 'figures'
        ? [{ name: 'search-documents', input: { query: `table rows columns ${words}`.slice(0, 280), limit: 20 } }]
        : []),
    ];
    return newWishes(task, wishes);
  }
  return angle.name === 'figures' ? nextLook(task, [topic], text) : [];
}

function analysisOf(task: Task, { text, topic }: Asked): object {
  const angle = angleOf(text);
  const fit = angle.name === 'situation' ? FIT.whole : FIT.side;
  const { ranked } = rank(evidenceOf(task.uses).quotes, { question: topic, context: text }, fit);
  const seen = byAngle(ranked, angle);
  const findings = notesOf(best(seen, MOST.findings));
  const figures = angle.name === 'figures' ? figureNotes(task).slice(0, MOST.figures) : [];
  const said = new Set(findings.map((note) => note.text));
  const against = ranked.filter(({ quote }) => LIMITS.test(quote.text) && !said.has(notesOf([quote])[0]!.text));
  const counterarguments = notesOf(best(against, MOST.counterarguments));
  const all = [...figures, ...findings];
  return {
    question: text,
    findings: all.map((note) => statementOf(note)),
    counterarguments: all.length === 0 ? [] : counterarguments.map((note) => statementOf(note)),
    implications: implicationsOf(all, all.length === 0 ? [] : counterarguments, topic, failedSearch(task.uses)),
  };
}

const SIDES = ANGLES.filter(({ name }) => ['risks', 'rules', 'views'].includes(name)).map(({ seen }) => seen);
const FEWEST = 3;

/** Those that fit the angle, those that name it most clearly first. */
function byAngle(ranked: readonly Ranked[], { seen, name }: Angle): readonly Ranked[] {
  if (name === 'situation') {
    // What is about risks, rules or views has questions of its own.
    const plainOnes = ranked.filter(({ quote }) => !SIDES.some((side) => side.test(quote.text)));
    return plainOnes.length >= FEWEST ? plainOnes : ranked;
  }
  return ranked
    .filter(({ quote }) => seen.test(quote.text))
    .map((one) => ({ ...one, score: one.score + (seen.test(one.quote.heading) ? ANGLE_BONUS : 0) }))
    .toSorted((one, other) => other.score - one.score);
}

function statementOf({ text, sources }: Note): object {
  return { statement: /[.!?…]["”’)]*$/.test(text) ? text : `${text}.`, sources };
}

function implicationsOf(
  findings: readonly Note[],
  counterarguments: readonly Note[],
  topic: string,
  failure: string | undefined,
): string {
  if (failure !== undefined && findings.length === 0) return largeFirst(searchFailed(topic, failure, false));
  if (findings.length === 0) return `The documents do not answer this: nothing in them is about ${topic}.`;
  const documents = new Set(findings.flatMap(({ sources }) => sources)).size;
  const basis =
    documents === 1 ? 'one document, so a second source would make it safer' : `${documents} documents and tables`;
  const limits =
    counterarguments.length === 0
      ? 'Nothing that was read speaks against it.'
      : `${counterarguments.length === 1 ? 'One statement limits' : `${counterarguments.length} statements limit`} what follows from it, and should be read beside it.`;
  return `The answer rests on ${basis}. ${limits}`;
}
