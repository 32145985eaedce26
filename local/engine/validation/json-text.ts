import { described, Problem, source } from './json-problem.ts';

/**
 * JSON syntax errors in the words of the parser behind AWS's API (Jackson), which JSON.parse has no way to give:
 * line, column, and what was expected. It also finds names that occur twice, which JSON.parse drops silently.
 */
export interface JsonScan {
  readonly error?: JsonSyntaxError;
  /** Paths of members that repeat a name of their object, e.g. `['States', 'P', 'Branches[0]', 'States', 'A']`. */
  readonly duplicates: readonly (readonly string[])[];
  readonly tooDeep: boolean;
}

export interface JsonSyntaxError {
  /** The message alone, as StartExecution shows it for a bad input. */
  readonly problem: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string;
}

/** Nesting that the parser behind the API accepts; it also bounds every recursion over the parsed value. */
const MAX_DEPTH = 1000;
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const IDENTIFIER_PART = /[\p{ID_Continue}$]/u;
const IDENTIFIER_START = /[\p{ID_Start}$_]/u;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

interface Container {
  readonly kind: 'Object' | 'Array';
  readonly start: number;
  readonly names: Set<string>;
  /** The member being read, or how many elements were. */
  name: string;
  index: number;
}

/** Scans a JSON text; without an error it is one that JSON.parse accepts. */
export function scanJson(text: string): JsonScan {
  const scanner = new Scanner(text);
  try {
    scanner.run();
    return { duplicates: scanner.duplicates, tooDeep: scanner.tooDeep };
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return {
      error: { problem: thrown.message, location: source(text, thrown.at) },
      duplicates: [],
      tooDeep: scanner.tooDeep,
    };
  }
}

class Scanner {
  readonly duplicates: string[][] = [];
  tooDeep = false;
  private readonly text: string;
  private readonly stack: Container[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  // A loop over an explicit stack, since the text is the caller's and may nest as deep as it likes.
  run(): void {
    this.value();
    while (this.stack.length > 0 && !this.tooDeep) this.afterValue(this.stack[this.stack.length - 1]!);
    this.space();
    if (!this.tooDeep && this.at < this.text.length) this.unexpectedValue();
  }

  private value(): void {
    this.space();
    const start = this.text[this.at];
    if (start === undefined) throw this.endOfInput();
    if (start === '{') this.open('Object');
    else if (start === '[') this.open('Array');
    else if (start === '"') this.string('a string value');
    else if (start === '-' || (start >= '0' && start <= '9')) this.number();
    else this.literal();
  }

  private open(kind: Container['kind']): void {
    this.stack.push({ kind, start: this.at, names: new Set(), name: '', index: 0 });
    this.at += 1;
    if (this.stack.length > MAX_DEPTH) {
      this.tooDeep = true;
      return;
    }
    this.space();
    const close = kind === 'Object' ? '}' : ']';
    if (this.text[this.at] === close) {
      this.at += 1;
      this.stack.pop();
    } else if (kind === 'Object') this.memberOf(this.stack[this.stack.length - 1]!);
    else this.value();
  }

  private memberOf(object: Container): void {
    this.space();
    const quote = this.text[this.at];
    if (quote === undefined) throw this.endOfInput();
    if (quote !== '"') throw this.unexpected('was expecting double-quote to start field name');
    object.name = this.string('a field name');
    if (object.names.has(object.name)) this.duplicates.push(this.path());
    object.names.add(object.name);
    this.space();
    if (this.at >= this.text.length) throw this.endOfInput();
    if (this.text[this.at] !== ':') {
      throw this.unexpected('was expecting a colon to separate field name and value');
    }
    this.at += 1;
    this.value();
  }

  private afterValue(container: Container): void {
    this.space();
    const char = this.text[this.at];
    if (char === undefined) throw this.endOfInput();
    const close = container.kind === 'Object' ? '}' : ']';
    if (char === close) {
      this.at += 1;
      this.stack.pop();
    } else if (char === ',') {
      this.at += 1;
      container.index += 1;
      if (container.kind === 'Object') this.memberOf(container);
      else this.value();
    } else if (char === '}' || char === ']') {
      const opened = source(this.text, container.start);
      const problem = `Unexpected close marker '${char}': expected '${close}' (for ${container.kind} starting at ${opened})`;
      throw new Problem(problem, this.at + 1);
    } else throw this.unexpected(`was expecting comma to separate ${container.kind} entries`);
  }

  private path(): string[] {
    const path: string[] = [];
    for (const { kind, name, index } of this.stack) {
      if (kind === 'Object') path.push(name);
      else path.push(`${path.pop() ?? ''}[${index}]`);
    }
    return path;
  }

  private string(what: string): string {
    const start = this.at;
    for (this.at += 1; ; this.at += 1) {
      const char = this.text[this.at];
      if (char === undefined) {
        const problem = what === 'a field name' ? ' in field name' : ': was expecting closing quote for a string value';
        throw new Problem(`Unexpected end-of-input${problem}`, this.at);
      }
      if (char === '"') break;
      if (char < ' ') {
        const code = `(CTRL-CHAR, code ${char.charCodeAt(0)})`;
        const place = what === 'a field name' ? 'name' : 'string value';
        throw new Problem(
          `Illegal unquoted character (${code}): has to be escaped using backslash to be included in ${place}`,
          this.at + 1,
        );
      }
      if (char === '\\') this.escape();
    }
    this.at += 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private escape(): void {
    this.at += 1;
    const char = this.text[this.at] ?? '';
    if (char === 'u') {
      for (let digit = 0; digit < 4; digit += 1) {
        this.at += 1;
        if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) {
          throw this.unexpected('expected a hex-digit for character escape sequence');
        }
      }
    } else if (!'"\\/bfnrt'.includes(char) || char === '') {
      throw new Problem(`Unrecognized character escape ${described(char)}`, this.at + 1);
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    const end = match ? NUMBER.lastIndex : this.at + 1;
    const next = this.text[end] ?? '';
    if (!match) {
      this.at = end;
      throw this.inNumber(next, 'expected digit (0-9) to follow minus sign, for valid numeric value');
    }
    this.at = end;
    if (/\d/.test(next)) throw new Problem('Invalid numeric value: Leading zeroes not allowed', end + 1);
    if (next === '.') {
      this.at = end + 1;
      throw this.inNumber(this.text[this.at] ?? '', 'Decimal point not followed by a digit');
    }
    if (/[\p{ID_Continue}$]/u.test(next)) throw this.unexpected('Expected space separating root-level values');
  }

  private inNumber(next: string, problem: string): Problem {
    return new Problem(`Unexpected character (${described(next)}) in numeric value: ${problem}`, this.at + 1);
  }

  private literal(): void {
    for (const word of ['null', 'true', 'false']) {
      if (!this.text.startsWith(word, this.at)) continue;
      const next = this.text[this.at + word.length];
      if (next !== undefined && IDENTIFIER_PART.test(next)) break;
      this.at += word.length;
      return;
    }
    this.unexpectedValue();
  }

  private unexpectedValue(): never {
    const char = this.text[this.at]!;
    if (char === '}' || char === ']') throw this.unexpected('expected a value');
    if (!IDENTIFIER_START.test(char)) throw this.unexpected(`expected a valid value ${VALUES}`);
    const start = this.at;
    while (this.at < this.text.length && IDENTIFIER_PART.test(this.text[this.at]!)) this.at += 1;
    throw new Problem(`Unrecognized token '${this.text.slice(start, this.at)}': was expecting ${VALUES}`, this.at);
  }

  private unexpected(expectation: string): Problem {
    return new Problem(`Unexpected character (${described(this.text[this.at] ?? '')}): ${expectation}`, this.at + 1);
  }

  private endOfInput(): Problem {
    const open = this.stack[this.stack.length - 1];
    if (!open) return new Problem('Unexpected end-of-input', this.at);
    const start = source(this.text, open.start);
    return new Problem(
      `Unexpected end-of-input: expected close marker for ${open.kind} (start marker at ${start})`,
      this.at,
    );
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at += 1;
  }
}
