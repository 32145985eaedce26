import type { Ask, Concept } from './lexicon/concept.ts';
import { DELIVERABLES } from './lexicon/deliverables.ts';
import { DEMANDING } from './lexicon/demanding.ts';
import { EVERYDAY } from './lexicon/everyday.ts';
import { QUESTIONS, SMALL_TALK } from './lexicon/questions.ts';
import { SIGNS } from './lexicon/signs.ts';
import { TRANSFORMS } from './lexicon/transforms.ts';
import { PhraseBook, type Hit } from './phrases.ts';

export const ASKS: readonly Ask[] = [SMALL_TALK, ...TRANSFORMS, ...QUESTIONS, ...EVERYDAY, ...DEMANDING];

const book = new PhraseBook<readonly ['ask' | 'make' | 'sign', Concept]>([
  ...ASKS.map((ask) => ({ phrases: ask.phrases, value: ['ask', ask] as const })),
  ...DELIVERABLES.map((each) => ({ phrases: each.phrases, value: ['make', each] as const })),
  ...SIGNS.map((sign) => ({ phrases: sign.phrases, value: ['sign', sign] as const })),
]);

export interface FoundConcepts {
  /** Keys such as `ask prove` or `make page`, in the order of the text; of overlapping phrases only the longest. */
  readonly requests: readonly { readonly key: string; readonly at: number }[];
  /** Sign (`expert`, `constraint` …) → at how many places it stands. */
  readonly signs: ReadonlyMap<string, number>;
}

/** The concepts of a folded text. */
export function findConcepts(folded: string): FoundConcepts {
  const hits = book.find(folded);
  const places = new Map<string, Set<number>>();
  for (const { value, at } of hits) {
    const [role, { name }] = value;
    if (role === 'sign') places.set(name, (places.get(name) ?? new Set()).add(at));
  }
  return {
    requests: longest(hits.filter((hit) => hit.value[0] !== 'sign')).map(({ value, at }) => ({
      key: `${value[0]} ${value[1].name}`,
      at,
    })),
    signs: new Map([...places].map(([name, at]) => [name, at.size])),
  };
}

function longest<T>(hits: readonly Hit<T>[]): Hit<T>[] {
  const kept: Hit<T>[] = [];
  for (const hit of [...hits].sort((a, b) => b.length - a.length || a.at - b.at)) {
    if (kept.every((each) => hit.at + hit.length <= each.at || hit.at >= each.at + each.length)) kept.push(hit);
  }
  return kept.sort((a, b) => a.at - b.at);
}
