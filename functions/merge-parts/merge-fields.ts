/** What was found in one part. */
export interface Found<T> {
  /** E.g. `pages 1-20`. */
  readonly label: string;
  readonly content: T;
}

/** One document's content, and what the parts of it contradict each other about: sentences that a reviewer reads. */
export interface MergedContent<T> {
  readonly content: T;
  readonly gaps: readonly string[];
}

/** Which of several values is taken that do not agree; at least two. */
export type Choice<Value> = (values: readonly Value[]) => Value | null;

/** Names and dates: the letterhead stands at the front. */
export const first = <Value>(values: readonly Value[]) => values[0] ?? null;
/** Sums: what is carried forward on the pages before is none yet. */
export const last = <Value>(values: readonly Value[]) => values.at(-1) ?? null;
/** What decides who approves: better one who may decide too much. */
export const largest = (values: readonly number[]) => Math.max(...values);
/** What would make other values wrong if it were. */
export const none = () => null;

// Two are a contradiction already, and the sentence travels through every state.
const MOST_QUOTED = 3;
const QUOTED_CHARACTERS = 80;

/** Merges fields of the parts one by one and collects their contradictions. */
export class FieldMerge<T> {
  readonly gaps: string[] = [];
  readonly #parts: readonly Found<T>[];

  constructor(parts: readonly Found<T>[]) {
    this.#parts = parts;
  }

  /** The value that all parts agree on which have one, else the chosen one and a gap. */
  field<Value extends string | number>(
    name: string,
    of: (content: T) => Value | null,
    choose: Choice<Value>,
  ): Value | null {
    const said = this.#parts.flatMap(({ label, content }) => {
      const value = of(content);
      return value === null ? [] : [{ label, value, key: sameness(value) }];
    });
    const different = said.filter(({ key }, index) => said.findIndex((one) => one.key === key) === index);
    if (different.length <= 1) return different[0]?.value ?? null;
    const chosen = choose(said.map(({ value }) => value));
    const quotes = different.slice(0, MOST_QUOTED).map(({ value, label }) => `${quoted(value)} (${label})`);
    const more = different.length > MOST_QUOTED ? ` and ${different.length - MOST_QUOTED} more` : '';
    const taken = chosen === null ? 'none of them was taken' : `${quoted(chosen)} was taken`;
    this.gaps.push(`The document contradicts itself about the ${name}: ${quotes.join(', ')}${more}; ${taken}.`);
    return chosen;
  }

  /** The items of all parts in their order. */
  items<Item>(of: (content: T) => readonly Item[]): readonly Item[] {
    return this.#parts.flatMap(({ content }) => of(content));
  }

  /** The texts of all parts in their order, each once. */
  texts(of: (content: T) => readonly string[]): readonly string[] {
    const seen = new Set<string>();
    return this.items(of).filter((text) => {
      const key = sameness(text);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }
}

/** Spaces, capitals and a full stop at the end tell no two values apart. */
function sameness(value: string | number): string {
  return String(value).normalize('NFKC').trim().replace(/\.$/, '').replace(/\s+/g, ' ').toLowerCase();
}

function quoted(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return `“${value.length <= QUOTED_CHARACTERS ? value : `${value.slice(0, QUOTED_CHARACTERS).toWellFormed()}…`}”`;
}
