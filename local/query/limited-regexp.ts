import { withinTimeLimit } from './time-limit.ts';

/** Without any of these a pattern has one way to match, so it cannot take long. */
const MAY_BACKTRACK = /[*+?{|]/;
/** So many matches are looked for at a time, at most: the limit has its price for each search. */
const LONGEST_BATCH = 1000;

interface Found {
  readonly from: number;
  readonly match: RegExpExecArray | null;
  readonly to: number;
}

/** Takes RegExp's place in the JSONata library: a global pattern, whose search ends with TimeLimitError when it takes too long. */
export class LimitedRegExp {
  lastIndex = 0;
  readonly #pattern: RegExp;
  readonly #search: <T>(job: () => T) => T;
  #text: string | undefined;
  #ahead: Found[] = [];
  #batch = 1;

  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern);
    this.#search = MAY_BACKTRACK.test(pattern.source) ? withinTimeLimit : (job) => job();
  }

  exec(text: string): RegExpExecArray | null {
    if (text !== this.#text || this.#ahead[0]?.from !== this.lastIndex) this.#lookAhead(text);
    const found = this.#ahead.shift()!;
    this.lastIndex = found.to;
    return found.match;
  }

  /** Whoever asks for one match after the other gets them in ever larger batches. */
  #lookAhead(text: string): void {
    const goesOn = text === this.#text && this.lastIndex > 0;
    this.#batch = goesOn ? Math.min(2 * this.#batch, LONGEST_BATCH) : 1;
    this.#text = text;
    this.#ahead = this.#search(() => this.#matches(text, this.#batch));
  }

  #matches(text: string, count: number): Found[] {
    const found: Found[] = [];
    this.#pattern.lastIndex = this.lastIndex;
    while (found.length < count) {
      const from = this.#pattern.lastIndex;
      const match = this.#pattern.exec(text);
      found.push({ from, match, to: this.#pattern.lastIndex });
      if (!match || match[0] === '') break;
    }
    return found;
  }
}
