import { bulletsAsked } from '../language/bullets.ts';
import { namedIn } from '../language/named-documents.ts';
import { asksPerson, wantsFigures, wishesOf } from '../language/topics.ts';
import { overlap } from '../language/quotes.ts';
import { askedThis, matterOf, unansweredIn } from '../step/ask-person.ts';
import { inPrint } from '../step/calculate.ts';
import { stemsOf, wordsOf } from '../language/words.ts';

/** What a result is measured by. */
interface Demand {
  /** As it was set, or as it follows from the goal. */
  readonly text: string;
  /** What is missing; undefined when the demand is met. */
  readonly complaint: (result: Result) => string | undefined;
}

/** The answer as it is judged. */
export interface Result {
  readonly output: string;
  readonly sources: readonly string[];
}

/** The criteria, or where there are none, each thing that the goal asks for. */
export function demandsOf(goal: string, criteria: readonly string[]): readonly Demand[] {
  const set = criteria.filter((criterion) => criterion.trim() !== '').map((criterion) => demandOf(criterion));
  const { topics, forPersons, calculations } = wishesOf(goal);
  const count = bulletsAsked(goal);
  const own = [
    ...topics.map((topic) => answering(topic, count)),
    ...calculations.map((expression) => calculating(inPrint(expression))),
    ...(wantsFigures(goal) && topics.length > 0 ? [{ text: 'the answer has figures', complaint: withFigures }] : []),
    ...(count === undefined ? [] : [bulleted(count)]),
  ];
  return [
    ...(set.length > 0 ? set : own),
    // What a person has to be asked is part of the goal, whatever else it is measured by.
    ...forPersons.map((clause) => answeredBy(clause)),
  ];
}

/** The answer of a person, or the reason why there is none. */
function answeredBy(clause: string): Demand {
  const about = matterOf(clause);
  return {
    text: clause,
    complaint: ({ output }) => {
      const [silent] = unansweredIn(output).filter((one) => overlap(one.about, about) >= SAME_MATTER);
      if (silent !== undefined) return `nobody answered this: ${silent.about} (${silent.reason}).`;
      return output.includes(askedThis(about)) || statedBy(output, about)
        ? undefined
        : `no person was asked this: ${about}.`;
    },
  };
}

const SAME_MATTER = 0.66;

/** Whether an answer of a person to much the same question is quoted. */
function statedBy(output: string, about: string): boolean {
  return output.split('\n').some((line) => {
    const asked = PERSONS_ANSWER.exec(line)?.[1];
    return asked !== undefined && overlap(asked, about) >= SAME_MATTER;
  });
}

/** Whether what a person has said is what a criterion wants to read: their question was about nothing else. */
function isAnswered(output: string, criterion: string): boolean {
  const wanted = [...stemsOf(criterion)];
  const lines = output.split('\n').filter((line) => PERSONS_ANSWER.test(line) && statedBy(line, criterion));
  return lines.some((line) => shareOf(wanted, stemsOf(line)) >= SHARE_ASKED);
}

// A criterion names the person, too, and what the question left out.
const SHARE_ASKED = 0.4;

const PERSONS_ANSWER = /\bAsked this: (.+), the person responsible answered: “/;

function calculating(expression: string): Demand {
  return {
    text: expression,
    complaint: ({ output }) =>
      output.includes(`${expression} = `) ? undefined : `the answer has no result of ${expression}.`,
  };
}

function bulleted(count: number): Demand {
  const text = `the answer has ${count} bullets`;
  return {
    text,
    complaint: ({ output }) => {
      const there = output.split('\n').filter((line) => /^\s*(?:[-*•]|\d{1,2}[.)])\s/.test(line)).length;
      return there === count ? undefined : `the answer has ${there} bullets, and ${count} were asked for.`;
    },
  };
}

// Fewer statements are no account of a document.
const FEWEST_OF_DOCUMENT = 3;

/** A topic of the goal: a document that it names is told of, everything else is answered by what has its words. */
function answering(topic: string, count = FEWEST_OF_DOCUMENT): Demand {
  const usual = covering(topic, 'statements');
  const least = Math.min(count, FEWEST_OF_DOCUMENT);
  return {
    text: topic,
    complaint: (result) => {
      const quotes = result.sources.map((source) => ({ source, heading: '', text: '' }));
      const named = namedIn(topic, quotes);
      if (named === undefined) return usual.complaint(result);
      const lines = result.output.split('\n').filter((line) => line.includes(`[${named.id}]`)).length;
      return lines >= least ? undefined : `only ${lines} of ${least} statements or more are about this: ${topic}.`;
    },
  };
}

const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };

/** A criterion is about the form of the answer, or about what it says. */
function demandOf(criterion: string): Demand {
  const [, atLeast = ''] =
    /\b(?:at least |minimum of )?(\w+)(?: different)? (?:sources|documents|references)\b/i.exec(criterion) ?? [];
  const sources = NUMBERS[atLeast.toLowerCase()] ?? (/^\d+$/.test(atLeast) ? Number(atLeast) : undefined);
  const [, most] =
    /\b(?:at most|no more than|fewer than|less than|within|up to|under) (\d[\d,]*) words\b/i.exec(criterion) ?? [];
  const rest = wordsOf(
    criterion.replace(
      /\b(?:cit\w*|sources?|documents?|references?|words?|figures?|numbers?|answer|result|conclusion)\b/gi,
      ' ',
    ),
  );
  if (sources !== undefined) return { text: criterion, complaint: (result) => withSources(result, sources) };
  if (most !== undefined)
    return { text: criterion, complaint: (result) => withinWords(result, Number(most.replaceAll(',', ''))) };
  if (rest.length <= 1 && /\b(?:cit\w*|sources?|references?)\b/i.test(criterion))
    return { text: criterion, complaint: (result) => withSources(result, 1) };
  if (rest.length === 0 && /\b(?:figures?|numbers?)\b/i.test(criterion))
    return { text: criterion, complaint: withFigures };
  if (rest.length <= 2 && /\brecommend/i.test(criterion)) return { text: criterion, complaint: withAdvice };
  return covering(criterion);
}

const SHARE_OF_ONE = 0.5;
const SHARE_OF_ALL = 0.66;
// `how many … per quarter`: one statement has the quarters and nearly all of what is counted.
const SHARE_WHEN_DIVIDED = 0.75;

function dimensionsOf(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:per|for each|for every|each|every) (\p{L}+)/giu)].flatMap(([, word = '']) => [
    ...stemsOf(word),
  ]);
}

/** One statement has half of the words, with its heading, and the whole answer two thirds. */
function covering(criterion: string, by: 'headings' | 'statements' = 'headings'): Demand {
  const wanted = [...stemsOf(criterion)];
  const per = by === 'headings' ? [] : dimensionsOf(criterion);
  return {
    text: criterion,
    complaint: (result) => {
      const [silent] = unansweredIn(result.output).filter((one) => overlap(criterion, one.about) >= SAME_MATTER);
      if (silent !== undefined || (asksPerson(criterion) && unansweredIn(result.output).length > 0))
        return `nobody answered this: ${silent?.about ?? subjectOf(criterion)} (${(silent ?? unansweredIn(result.output)[0]!).reason}).`;
      if (isAnswered(result.output, criterion)) return undefined;
      const statements = statementsOf(result.output, by);
      const all = new Set(statements.flatMap((statement) => [...statement]));
      const best = Math.max(0, ...statements.map((statement) => shareOf(wanted, statement)));
      const bare = per.length === 0 ? [] : statementsOf(result.output, 'own words');
      const isDivided = per.every((stem) =>
        bare.some((statement) => statement.has(stem) && shareOf(wanted, statement) >= SHARE_WHEN_DIVIDED),
      );
      if (wanted.length > 0 && best >= SHARE_OF_ONE && shareOf(wanted, all) >= SHARE_OF_ALL && isDivided)
        return undefined;
      if (wanted.length === 0) return statements.length > 0 ? undefined : 'the answer has no statement with a source.';
      return `no statement with a source is about this: ${subjectOf(criterion)}.`;
    },
  };
}

const SAYS =
  /^(?:(?:it|the (?:answer|result|report|text|memo|briefing|paper|summary))\s+)?(?:also\s+|clearly\s+)?(?:says?|states?|names?|gives?|mentions?|explains?|shows?|includes?|contains?|covers?|tells?|describes?|lists?)\s+(?:that\s+)?/i;
const IS_SAID =
  /\s+(?:is|are|has to be|must be)\s+(?:given|named|stated|mentioned|covered|explained|included|shown|said|listed|described)$/i;

/** What a criterion wants to read about: `the exchange rate` of `It names the exchange rate.` */
function subjectOf(criterion: string): string {
  const plain = criterion
    .replace(/[.?!\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.replace(SAYS, '').replace(IS_SAID, '') || plain;
}

const CITED = /\[@?[\w][\w./-]*\]/g;

/** The stems of each statement that names a source, with those of the heading above it. */
function statementsOf(output: string, by: 'headings' | 'statements' | 'own words'): readonly ReadonlySet<string>[] {
  const statements: ReadonlySet<string>[] = [];
  let heading = '';
  for (const line of output.split('\n')) {
    const title = /^#{1,6}\s+(.+)$/.exec(line)?.[1];
    // The headings of an answer may be the questions of its goal, and prove nothing then.
    if (title !== undefined) heading = by === 'headings' ? title : '';
    // The task is repeated in the answer, and counts for nothing there.
    else if (/\[@?[\w][\w./-]*\]\s*$/.test(line) && !/^Not found|^\*\*The task/.test(line))
      // The name of a source says what it is about, too.
      statements.push(
        stemsOf(`${heading} ${line.replace(by === 'own words' ? CITED : /[[\]]/g, ' ').replace(/(?<=\p{L})-/gu, ' ')}`),
      );
    else if (PERSONS_ANSWER.test(line)) statements.push(stemsOf(`${heading} ${line}`));
  }
  return statements;
}

function shareOf(wanted: readonly string[], there: ReadonlySet<string>): number {
  return wanted.filter((stem) => there.has(stem)).length / Math.max(1, wanted.length);
}

function withFigures({ output }: Result): string | undefined {
  const said = output.split('\n').filter((line) => /^\s*[-*]|^\|/.test(line));
  return said.some((line) => /\d/.test(line.replace(/\[[^\]]*\]/g, '')))
    ? undefined
    : 'the answer has no figures, although the goal asks for them.';
}

function withSources({ sources }: Result, least: number): string | undefined {
  return sources.length >= least
    ? undefined
    : `the answer names ${sources.length === 0 ? 'no source' : `${sources.length} of ${least} sources`}.`;
}

function withAdvice({ output }: Result): string | undefined {
  return /recommend|propos|advis|should/i.test(output.replace(/^\*\*The task:.*$/m, ''))
    ? undefined
    : 'the answer recommends nothing.';
}

function withinWords({ output }: Result, most: number): string | undefined {
  const count = output.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return count <= most ? undefined : `the answer has ${count} words, and ${most} are allowed.`;
}
