import type { Json } from './json.ts';
import type { JsonPath } from './jsonpath-syntax.ts';
import { scanPath } from './jsonpath-parser.ts';
import { TextScanner } from './text-scanner.ts';

/** `States.Name(argument, …)`. https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export interface IntrinsicCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly IntrinsicArgument[];
  /** The call as written, which messages repeat. */
  readonly text: string;
}

export type IntrinsicArgument =
  | IntrinsicCall
  | { readonly kind: 'path'; readonly path: JsonPath; readonly text: string }
  /** `pieces`: the text between the `{}` that were not escaped, for States.Format. */
  | { readonly kind: 'string'; readonly value: string; readonly pieces: readonly string[] }
  | { readonly kind: 'value'; readonly value: Json };

// "You can nest up to 10 intrinsic functions within a field."
const MAX_NESTING = 10;
const NAME = /States\.[A-Za-z0-9]+/y;

/** Throws PathSyntaxError. */
export function parseIntrinsic(text: string): IntrinsicCall {
  const scanner = new TextScanner(text);
  const call = scanCall(scanner, 1);
  if (!scanner.skipBlanks().atEnd) throw scanner.error('the call should have ended');
  return call;
}

function scanCall(scanner: TextScanner, nesting: number): IntrinsicCall {
  if (nesting > MAX_NESTING + 1) throw scanner.error(`more than ${MAX_NESTING} intrinsic functions are nested`);
  const start = scanner.position;
  const name = scanner.match(NAME);
  if (name === undefined) throw scanner.error('expected an argument');
  scanner.skipBlanks().expect('(');
  const args: IntrinsicArgument[] = [];
  if (!scanner.skipBlanks().take(')')) {
    do args.push(scanArgument(scanner.skipBlanks(), nesting));
    while (scanner.skipBlanks().take(','));
    scanner.expect(')');
  }
  return { kind: 'call', name, args, text: scanner.text.slice(start, scanner.position) };
}

function scanArgument(scanner: TextScanner, nesting: number): IntrinsicArgument {
  if (scanner.peek === "'") return scanString(scanner);
  if (scanner.peek === '$') {
    const start = scanner.position;
    const path = scanPath(scanner);
    return { kind: 'path', path, text: scanner.text.slice(start, scanner.position) };
  }
  if (scanner.peek === 'S') return scanCall(scanner, nesting + 1);
  if (!/[-0-9tfn]/.test(scanner.peek))
    throw scanner.error('expected a string in single quotes, a number, a path or a call');
  return { kind: 'value', value: scanner.jsonValue() };
}

/** A backslash may stand before `'`, `{`, `}` and itself only: anything else is refused when the machine is created. */
function scanString(scanner: TextScanner): IntrinsicArgument {
  scanner.expect("'");
  let value = '';
  const pieces = [''];
  const append = (text: string): void => {
    value += text;
    pieces[pieces.length - 1] += text;
  };
  while (!scanner.take("'")) {
    if (scanner.atEnd) throw scanner.error("the closing ' is missing");
    if (scanner.take('\\')) {
      if (!/['{}\\]/.test(scanner.peek)) throw scanner.error("a backslash may only stand before ', {, } or \\");
      append(scanner.peek);
      scanner.position++;
    } else if (scanner.take('{}')) {
      value += '{}';
      pieces.push('');
    } else {
      append(scanner.peek);
      scanner.position++;
    }
  }
  return { kind: 'string', value, pieces };
}
