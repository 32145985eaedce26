import { isInstruction } from './instructions.ts';
import { supersededIn } from './quotes.ts';
import type { Quote } from './quotes.ts';
import { wantsFigures } from './topics.ts';
import { plainStemOf, stemsOf, wordsOf } from './words.ts';

export interface Ranked<Q extends Quote = Quote> {
  readonly quote: Q;
  /** From 0 to 1: the share of the question's words that it has, rare words counting more. */
  readonly fit: number;
  /** By which quotes are ordered: the fit, and what else makes a quote worth reading. */
  readonly score: number;
}

export interface Ranking<Q extends Quote> {
  /** Best first; those of no relevance are left out. */
  readonly ranked: readonly Ranked<Q>[];
  /** Words of the question that nothing has, as they were written. */
  readonly missing: readonly string[];
  /** Those that one quote has at most. */
  readonly rare: readonly string[];
}

/** What is asked, and in which context: `what does a repair cost` in a goal about boilers. */
export interface Asked {
  readonly question: string;
  readonly context?: string;
}

// A heading says what a sentence is about, less surely than its own words.
const HEADING_SHARE = 0.5;
const CONTEXT_SHARE = 0.15;
// The very word is better than a synonym.
const OWN_WORD_SHARE = 0.15;
// Figures are what people look for, most of all when they ask how many.
const FIGURE_SHARE = { asked: 0.15, other: 0.05 } as const;
// A year says when, seldom what.
const YEAR_SHARE = 0.4;
// The longer a statement, the more words it has by chance.
const READABLE_WORDS = 25;
// A sentence that says where something stands says little itself.
const POINTS_ELSEWHERE =
  /\b(?:are in the table|is in the table|goes? into the|not repeated here|see the|papers? of its own|prepares? a|original is in|the following)\b/i;
const POINTER_SHARE = 0.3;
// What a newer edition has replaced is only worth telling where the newer one is silent.
const OLD_SHARE = 0.6;

type Weights = ReadonlyMap<string, number>;
interface Read<Q> {
  readonly quote: Q;
  /** Stems of its own words, and of those above it. */
  readonly own: ReadonlySet<string>;
  readonly above: ReadonlySet<string>;
}

/** How well each quote answers a question. */
export function rank<Q extends Quote>(
  quotes: readonly Q[],
  { question, context = '' }: Asked,
  least: number,
): Ranking<Q> {
  const read = quotes.map((quote) => ({ quote, own: stemsOf(quote.text), above: stemsOf(quote.heading) }));
  const asked = wordsOf(question);
  const weights = weightsOf(new Set(asked.map(({ stem }) => stem)), read);
  const around = weightsOf(new Set([...stemsOf(context)].filter((stem) => !weights.has(stem))), read);
  const plain = new Set(asked.map(({ shown }) => plainStemOf(shown)));
  const figureShare = FIGURE_SHARE[wantsFigures(question) ? 'asked' : 'other'];
  const old = supersededIn(quotes);
  const ranked = read.flatMap((one): readonly Ranked<Q>[] => {
    const { quote, own } = one;
    // What somebody is told to write says nothing of the matter itself, unless that is the question.
    if (isInstruction(quote) && !isAskedFor(quote, weights)) return [];
    // Rows of a table live by their heading.
    const isOwn = [...weights.keys()].some((stem) => own.has(stem)) || quote.table !== undefined;
    const fit = isOwn ? shareOf(one, weights) : underHeading(one, weights);
    if (fit < least || fit === 0) return [];
    const sum =
      fit +
      CONTEXT_SHARE * shareOf(one, around) +
      OWN_WORD_SHARE * ownWords(quote.text, plain) +
      (/\d/.test(quote.text) ? figureShare : 0);
    const length = 1 + Math.max(0, quote.text.split(' ').length - READABLE_WORDS) / 100;
    const said = POINTS_ELSEWHERE.test(quote.text) ? POINTER_SHARE : 1;
    const worth = said * (old.has(quote.source) ? OLD_SHARE : 1);
    return [{ quote, fit, score: (worth * sum) / length }];
  });
  const having = (stem: string): number => read.filter(({ own }) => own.has(stem)).length;
  const isMissing = (stem: string): boolean => having(stem) === 0 && !read.some(({ above }) => above.has(stem));
  return {
    ranked: ranked.toSorted((one, other) => other.score - one.score),
    missing: asked.filter(({ stem }) => isMissing(stem)).map(({ shown }) => shown),
    rare: asked.filter(({ stem }) => having(stem) <= 1).map(({ shown }) => shown),
  };
}

/** Words that few quotes have tell them apart. */
function weightsOf(stems: ReadonlySet<string>, read: readonly Read<Quote>[]): Weights {
  return new Map(
    [...stems].map((stem) => {
      const having = read.filter(({ own, above }) => own.has(stem) || above.has(stem)).length;
      const share = /^(?:19|20)\d\d$/.test(stem) ? YEAR_SHARE : 1;
      return [stem, share * Math.log(1 + (read.length + 1) / (having + 0.5))];
    }),
  );
}

function shareOf({ own, above }: { own: ReadonlySet<string>; above?: ReadonlySet<string> }, weights: Weights): number {
  let [whole, had] = [0, 0];
  for (const [stem, weight] of weights) {
    whole += weight;
    had += weight * (own.has(stem) ? 1 : above?.has(stem) === true ? HEADING_SHARE : 0);
  }
  return whole === 0 ? 0 : had / whole;
}

// A sentence without a word of the question still answers it where its heading is the question.
const SAME_AS_HEADING = 0.6;

function underHeading({ above }: Read<Quote>, weights: Weights): number {
  const share = shareOf({ own: above }, weights);
  return share >= SAME_AS_HEADING ? share * HEADING_SHARE : 0;
}

/** Whether most of the words of its heading are in the question. */
function isAskedFor({ heading }: Quote, weights: Weights): boolean {
  const stems = [...stemsOf(heading.split(': ').at(-1) ?? '')];
  return stems.length > 0 && stems.filter((stem) => weights.has(stem)).length / stems.length > SAME_AS_HEADING;
}

function ownWords(text: string, plain: ReadonlySet<string>): number {
  const words = new Set(wordsOf(text).map(({ shown }) => plainStemOf(shown)));
  return [...plain].filter((stem) => words.has(stem)).length / Math.max(1, plain.size);
}
