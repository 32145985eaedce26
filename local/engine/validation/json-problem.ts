/** Characters of the text that a location repeats. */
const MAX_QUOTED = 500;

/** What the parser behind the API says of JSON with more than MAX_NESTING levels. */
export const TOO_DEEP_JSON =
  'Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)';

/** Ends a scan; `at` is the offset after the offending character, which is what the parser's columns count. */
export class Problem extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** `'x' (code 120)` */
export function described(char: string): string {
  return `'${char}' (code ${char.charCodeAt(0)})`;
}

/** Where an offset is, lines and columns from 1: `[Source: (String)"{…"; line: 1, column: 2]`. */
export function source(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const column = before[before.length - 1]!.length + 1;
  const cut = text.length > MAX_QUOTED ? `[truncated ${text.length - MAX_QUOTED} chars]` : '';
  return `[Source: (String)"${text.slice(0, MAX_QUOTED)}"${cut}; line: ${before.length}, column: ${column}]`;
}
