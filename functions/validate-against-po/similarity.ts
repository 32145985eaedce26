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

interface Posting {
  readonly at: number;
  readonly count: number;
}

/** Descriptions that many others are compared with; finds what they share with one without going through each of them. */
export class Descriptions {
  private readonly profiles: readonly Profile[];
  /** Where a trigram is, and how often. */
  private readonly postings = new Map<string, Posting[]>();

  constructor(profiles: readonly Profile[]) {
    this.profiles = profiles;
    profiles.forEach(({ trigrams }, at) => {
      for (const [trigram, count] of trigrams) {
        const posting = { at, count };
        const others = this.postings.get(trigram);
        if (others) others.push(posting);
        else this.postings.set(trigram, [posting]);
      }
    });
  }

  /**
   * How alike each of them is to this one, from 0 to 1: twice the trigrams that they share, by all that they have, wherever their
   * words stand. 0 when both have numbers that the other lacks: `Sensor A-100` is no `Sensor A-200`.
   */
  similarities(one: Profile): readonly number[] {
    const shared = new Uint32Array(this.profiles.length);
    for (const [trigram, count] of one.trigrams) {
      for (const { at, count: other } of this.postings.get(trigram) ?? []) {
        shared[at] = (shared[at] ?? 0) + (count < other ? count : other);
      }
    }
    return this.profiles.map((other, at) => {
      const trigrams = shared[at] ?? 0;
      const comparable = isSubset(one.numbers, other.numbers) || isSubset(other.numbers, one.numbers);
      return trigrams > 0 && comparable ? (2 * trigrams) / (one.size + other.size) : 0;
    });
  }
}

function isSubset(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const value of one) if (!other.has(value)) return false;
  return true;
}
