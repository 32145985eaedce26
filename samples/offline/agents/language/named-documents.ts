import type { Quote } from './quotes.ts';
import { fold, stemOf, stemsOf, wordsOf } from './words.ts';

/** The document that a question names and asks nothing else of than what it says, or what one part of it says. */
export interface NamedDocument {
  readonly id: string;
  /** What is asked beside the name: `risks` in `which risks does the risk register name`. */
  readonly rest: readonly string[];
}

/** The newest of those that a question may mean; undefined where it names none. */
export function namedIn(
  question: string,
  quotes: readonly Pick<Quote, 'source' | 'heading'>[],
): NamedDocument | undefined {
  const titles = new Map(quotes.map(({ source, heading }) => [source, heading.split(': ').slice(0, 2).join(' ')]));
  const named = [...titles].flatMap(([id, title]) => {
    const rest = restOf(question, id, title, quotes);
    return rest === undefined ? [] : [{ id, rest }];
  });
  return named.toSorted((one, other) => one.rest.length - other.rest.length || other.id.localeCompare(one.id))[0];
}

function restOf(
  question: string,
  id: string,
  title: string,
  quotes: readonly Pick<Quote, 'source' | 'heading'>[],
): readonly string[] | undefined {
  // `risk-register-2026` is the risk register; its year need not be said.
  const name = id.split(/[^\p{L}]+/u).filter((part) => part.length > 2);
  const said = question.match(/[\p{L}\p{N}]+/gu)?.map((word) => fold(word)) ?? [];
  const at = name.map((part) => said.findLastIndex((word) => word === part || stemOf(word) === stemOf(part)));
  if (name.length === 0 || at.some((index) => index < 0)) return undefined;
  // `price` alone is no name of a `price-list`, and `quality` is none where nobody speaks of its report.
  if (name.length < 2 && !/s$/.test(name[0]!)) return undefined;
  if (Math.max(...at) - Math.min(...at) > name.length + 2) return undefined;
  const left = said.filter((_, index) => !at.includes(index)).join(' ');
  const own = stemsOf(`${id.replace(/[-_/]/g, ' ')} ${title}`);
  const rest = [...new Set(wordsOf(left).map(({ stem }) => stem))].filter((stem) => stem !== '');
  const asks = rest.filter((stem) => !own.has(stem) || /^\p{L}/u.test(stem));
  if (asks.length === 0) return [];
  const parts = new Set(quotes.filter(({ source }) => source === id).map(({ heading }) => innerOf(heading)));
  // What is left has to be the name of a part, or stand in the title.
  if ([...parts].some((part) => isPart(part, asks))) return asks;
  return asks.every((stem) => own.has(stem)) ? [] : undefined;
}

/** Whether a part of a document is called what is asked for. */
export function isPart(inner: string, asks: readonly string[]): boolean {
  const stems = stemsOf(inner);
  return stems.size > 0 && asks.length > 0 && asks.every((stem) => stems.has(stem));
}

/** The innermost of the headings above a quote. */
export function innerOf(heading: string): string {
  return heading.split(': ').at(-1) ?? '';
}
