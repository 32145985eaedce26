/** A description in the form in which descriptions are compared. */
export interface Profile {
  /** Its words; equal for descriptions that differ in spaces, capitals and punctuation only. */
  readonly words: string;
  /** Its numbers, such as those of an article's code; without leading zeros. */
  readonly numbers: ReadonlySet<string>;
  readonly trigrams: ReadonlyMap<string, number>;
  readonly size: number;
}

export function profileOf(description: string): Profile {
  const plain = description.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/\p{L}+|\p{N}+/gu) ?? [];
  const trigrams = new Map<string, number>();
  let size = 0;
  for (const word of words) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) {
      const trigram = padded.slice(at, at + 3);
      trigrams.set(trigram, (trigrams.get(trigram) ?? 0) + 1);
      size += 1;
    }
  }
  const numbers = words.filter((word) => /^\p{N}/u.test(word)).map((word) => word.replace(/^0+(?=.)/, ''));
  return { words: words.join(' '), numbers: new Set(numbers), trigrams, size };
}

/**
 * How alike two descriptions are, from 0 to 1: twice the trigrams that they share, by all that they have, wherever their words stand.
 * 0 when both have numbers that the other lacks: `Sensor A-100` is no `Sensor A-200`.
 */
export function similarity(one: Profile, other: Profile): number {
  if (!isSubset(one.numbers, other.numbers) && !isSubset(other.numbers, one.numbers)) return 0;
  let shared = 0;
  for (const [trigram, count] of one.trigrams) shared += Math.min(count, other.trigrams.get(trigram) ?? 0);
  const all = one.size + other.size;
  return all === 0 ? 0 : (2 * shared) / all;
}

function isSubset(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].every((value) => other.has(value));
}
