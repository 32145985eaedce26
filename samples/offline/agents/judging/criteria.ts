import { wantsFigures, wishesOf } from '../language/topics.ts';
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
  const own = wishesOf(goal).topics.map((topic) => covering(topic));
  return [
    ...(set.length > 0 ? set : own),
    ...(wantsFigures(goal) && criteria.length === 0
      ? [{ text: 'the answer has figures', complaint: withFigures }]
      : []),
  ];
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

/** One statement has half of the words, with its heading, and the whole answer two thirds. */
function covering(criterion: string): Demand {
  const wanted = [...stemsOf(criterion)];
  return {
    text: criterion,
    complaint: (result) => {
      const statements = statementsOf(result.output);
      const all = new Set(statements.flatMap((statement) => [...statement]));
      const best = Math.max(0, ...statements.map((statement) => shareOf(wanted, statement)));
      if (wanted.length > 0 && best >= SHARE_OF_ONE && shareOf(wanted, all) >= SHARE_OF_ALL) return undefined;
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

/** The stems of each statement that names a source, with those of the heading above it. */
function statementsOf(output: string): readonly ReadonlySet<string>[] {
  const statements: ReadonlySet<string>[] = [];
  let heading = '';
  for (const line of output.split('\n')) {
    const title = /^#{1,6}\s+(.+)$/.exec(line)?.[1];
    if (title !== undefined) heading = title;
    // The task is repeated in the answer, and counts for nothing there.
    else if (/\[@?[\w][\w./-]*\]\s*$/.test(line) && !/^Not found|^\*\*The task/.test(line))
      // The name of a source says what it is about, too.
      statements.push(stemsOf(`${heading} ${line.replace(/[[\]]/g, ' ').replace(/(?<=\p{L})-/gu, ' ')}`));
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
