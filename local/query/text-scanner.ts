import type { Json } from './json.ts';
import { PathSyntaxError } from './path-error.ts';

const JSON_NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const MAX_DEPTH = 100;

/** Reads a text from left to right for the small parsers of paths, filters and intrinsic functions. */
export class TextScanner {
  readonly text: string;
  position = 0;
  /** What takes time when it is evaluated: 1 for descendants, 2 for a pattern. */
  perils = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character; empty at the end. */
  get peek(): string {
    return this.text.charAt(this.position);
  }

  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) throw this.error(`expected '${expected}'`);
  }

  /** What the sticky expression matches here. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.position += found.length;
    return found;
  }

  skipBlanks(): this {
    while (!this.atEnd && /\s/.test(this.peek)) this.position++;
    return this;
  }

  /** A name in `'` or `"`: a backslash hides the closing quote and is otherwise part of the name, as recorded on AWS. */
  quotedName(): string {
    const quote = this.peek;
    if (quote !== "'" && quote !== '"') throw this.error('expected a name in quotes');
    const start = ++this.position;
    while (!this.atEnd && this.peek !== quote) this.position += this.peek === '\\' ? 2 : 1;
    if (this.atEnd) throw this.error(`the closing ${quote} is missing`);
    return this.text.slice(start, this.position++).replaceAll(`\\${quote}`, quote);
  }

  /** A JSON value, its strings in either quote. */
  jsonValue(): Json {
    if (this.peek === "'" || this.peek === '"') return this.quotedName();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.take(word)) return value;
    }
    if (this.peek === '[' || this.peek === '{') return this.nested(() => this.#jsonContainer());
    const number = this.match(JSON_NUMBER);
    if (number === undefined) throw this.error('expected a value');
    return Number(number);
  }

  /** Runs a step that may come back to itself; a text made to exhaust the stack is refused instead. */
  nested<T>(step: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw this.error('it is nested too deeply');
    const value = step();
    this.#depth--;
    return value;
  }

  #jsonContainer(): Json {
    const isArray = this.peek === '[';
    const close = isArray ? ']' : '}';
    const entries: [string, Json][] = [];
    this.position++;
    if (!this.skipBlanks().take(close)) {
      do {
        this.skipBlanks();
        const name = isArray ? '' : this.quotedName();
        if (!isArray) this.skipBlanks().expect(':');
        entries.push([name, this.skipBlanks().jsonValue()]);
      } while (this.skipBlanks().take(','));
      this.expect(close);
    }
    return isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  }

  error(reason: string): PathSyntaxError {
    return new PathSyntaxError(`'${this.text}' is not valid at character ${this.position + 1}: ${reason}`);
  }
}
