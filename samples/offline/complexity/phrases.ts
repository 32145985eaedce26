import { fold, isGlued, tokens, type Token } from './fold.ts';

/** A phrase of the lexicon found in a text. */
export interface Hit<T> {
  readonly value: T;
  /** Offset in the folded text. */
  readonly at: number;
  /** Characters of the phrase: the longer of two hits at one place is the more telling one. */
  readonly length: number;
}

interface Phrase<T> {
  readonly value: T;
  readonly words: readonly string[];
  readonly atStart: boolean;
  readonly length: number;
}

// One slip of the finger is forgiven from this length of a stem on; below it, too many real words are neighbours.
const SHORTEST_FUZZY = 6;

/** Finds the phrases of a lexicon; built once, searched often. */
export class PhraseBook<T> {
  private readonly byFirst = new Map<string, Phrase<T>[]>();
  private readonly stems: { readonly stem: string; readonly phrase: Phrase<T> }[] = [];
  private readonly glued: Phrase<T>[] = [];

  constructor(entries: readonly { readonly phrases: string; readonly value: T }[]) {
    for (const { phrases, value } of entries) {
      for (const raw of phrases.split(',')) this.add(fold(raw.trim()), value);
    }
  }

  /** Hits in order of place, the longest first where several start together. */
  find(folded: string): Hit<T>[] {
    const hits: Hit<T>[] = [];
    const words = tokens(folded);
    words.forEach((word, index) => {
      const candidates = [...(this.byFirst.get(word.text) ?? [])];
      for (const { stem, phrase } of this.stems) if (matches(word.text, stem)) candidates.push(phrase);
      for (const phrase of candidates) {
        if (phrase.atStart && index > 0) continue;
        if (phrase.words.every((part, offset) => matches(words[index + offset]?.text ?? '', part))) {
          hits.push({ value: phrase.value, at: word.at, length: phrase.length });
        }
      }
      if (candidates.length === 0) hits.push(...this.misspelt(word));
    });
    for (const phrase of this.glued) {
      const at = folded.indexOf(phrase.words[0] ?? '');
      if (at >= 0) hits.push({ value: phrase.value, at, length: phrase.length * 2 });
    }
    return hits.sort((a, b) => a.at - b.at || b.length - a.length);
  }

  private add(raw: string, value: T): void {
    if (raw === '') return;
    const atStart = raw.startsWith('^');
    const text = atStart ? raw.slice(1) : raw;
    const words = isGlued(text) ? [text] : text.split(/[\s;]+/);
    const phrase: Phrase<T> = { value, words, atStart, length: text.length };
    const first = words[0] ?? '';
    if (isGlued(text)) this.glued.push(phrase);
    else if (first.endsWith('*')) this.stems.push({ stem: first, phrase });
    else this.byFirst.set(first, [...(this.byFirst.get(first) ?? []), phrase]);
  }

  private misspelt(word: Token): Hit<T>[] {
    if (word.text.length < SHORTEST_FUZZY) return [];
    for (const { stem, phrase } of this.stems) {
      const bare = stem.slice(0, -1);
      if (phrase.words.length > 1 || bare.length < SHORTEST_FUZZY || bare[0] !== word.text[0]) continue;
      if (oneSlip(word.text.slice(0, bare.length), bare) || oneSlip(word.text.slice(0, bare.length + 1), bare)) {
        return [{ value: phrase.value, at: word.at, length: phrase.length }];
      }
    }
    for (const [first, phrases] of this.byFirst) {
      const phrase = phrases.find((each) => each.words.length === 1);
      if (!phrase || first.length < SHORTEST_FUZZY || first[0] !== word.text[0]) continue;
      if (oneSlip(word.text, first)) return [{ value: phrase.value, at: word.at, length: phrase.length }];
    }
    return [];
  }
}

function matches(word: string, part: string): boolean {
  return part.endsWith('*') ? word.startsWith(part.slice(0, -1)) : word === part;
}

/** Whether two words differ by one letter put in, left out, changed, or swapped with its neighbour. */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
