import { parseFilter } from './jsonpath-filter-parser.ts';
import { isPathFunction } from './jsonpath-functions.ts';
import type { FunctionArgument, JsonPath, PathRoot, PathToken } from './jsonpath-syntax.ts';
import { PathSyntaxError } from './path-error.ts';
import { TextScanner } from './text-scanner.ts';

const DOT_NAME = /[^.[\]()\s,'"]+/y;
/** Inside a filter an operator may follow without a blank: `@.a==1`. */
const DOT_NAME_IN_FILTER = /[^.[\]()\s,'"=<>!&|~]+/y;
const VARIABLE_NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const INTEGER = /-?\d+/y;

/** Parses a whole text as one path. Throws PathSyntaxError. */
export function parseJsonPath(text: string): JsonPath {
  const scanner = new TextScanner(text);
  const path = scanPath(scanner);
  if (!scanner.atEnd) throw scanner.error('the path should have ended');
  return path;
}

/** Reads the path that starts here and stops at the first character that cannot belong to it. */
export function scanPath(scanner: TextScanner, inFilter = false): JsonPath {
  const root = scanRoot(scanner);
  const tokens: PathToken[] = [];
  for (;;) {
    if (scanner.take('..')) {
      scanner.perils += 1;
      tokens.push({ kind: 'descendants' });
      tokens.push(scanner.peek === '[' ? scanBracket(scanner) : scanDotStep(scanner, inFilter));
    } else if (scanner.take('.')) {
      tokens.push(scanner.peek === '[' ? scanBracket(scanner) : scanDotStep(scanner, inFilter));
    } else if (scanner.peek === '[') {
      tokens.push(scanBracket(scanner));
    } else {
      const slow = scanner.perils > 1;
      return { root, tokens, definite: isDefinite(tokens), simple: tokens.every(isSimple), slow };
    }
    if (tokens.at(-1)!.kind === 'function' && (scanner.peek === '.' || scanner.peek === '[')) {
      throw scanner.error('nothing may follow a function');
    }
  }
}

function scanFilterPath(scanner: TextScanner): JsonPath {
  return scanPath(scanner, true);
}

function scanRoot(scanner: TextScanner): PathRoot {
  if (scanner.take('@')) return { kind: 'item' };
  if (scanner.take('$$')) return { kind: 'context' };
  if (!scanner.take('$')) throw scanner.error("a path starts with '$'");
  const name = scanner.match(VARIABLE_NAME);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

function scanDotStep(scanner: TextScanner, inFilter: boolean): PathToken {
  if (scanner.take('*')) return { kind: 'wildcard' };
  const name = scanner.match(inFilter ? DOT_NAME_IN_FILTER : DOT_NAME);
  if (name === undefined) throw scanner.error('a name is missing');
  if (scanner.peek !== '(') return { kind: 'name', name };
  if (!isPathFunction(name)) throw scanner.error(`there is no function '${name}'`);
  return { kind: 'function', name, args: scanner.nested(() => scanArguments(scanner)) };
}

function scanArguments(scanner: TextScanner): FunctionArgument[] {
  scanner.expect('(');
  const args: FunctionArgument[] = [];
  if (scanner.skipBlanks().take(')')) return args;
  for (;;) {
    scanner.skipBlanks();
    args.push(
      scanner.peek === '$' || scanner.peek === '@' ? { path: scanPath(scanner) } : { value: scanner.jsonValue() },
    );
    if (scanner.skipBlanks().take(')')) return args;
    scanner.expect(',');
  }
}

function scanBracket(scanner: TextScanner): PathToken {
  scanner.expect('[');
  scanner.skipBlanks();
  const token = scanner.nested(() => scanBracketContent(scanner));
  scanner.skipBlanks().expect(']');
  return token;
}

function scanBracketContent(scanner: TextScanner): PathToken {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) return { kind: 'filter', filter: parseFilter(scanner, scanFilterPath) };
  if (scanner.peek === "'" || scanner.peek === '"') {
    const names = [scanner.quotedName()];
    while (scanner.skipBlanks().take(',')) names.push(scanner.skipBlanks().quotedName());
    return names.length === 1 ? { kind: 'name', name: names[0]! } : { kind: 'names', names };
  }
  const first = scanInteger(scanner);
  if (scanner.skipBlanks().take(':')) {
    scanner.skipBlanks();
    const to = scanInteger(scanner);
    return { kind: 'slice', from: first, to };
  }
  if (first === undefined) throw scanner.error('expected a name in quotes, an index, a slice, * or a filter');
  const indexes = [first];
  while (scanner.skipBlanks().take(',')) {
    const index = scanInteger(scanner.skipBlanks());
    if (index === undefined) throw scanner.error('an index is missing');
    indexes.push(index);
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes };
}

function scanInteger(scanner: TextScanner): number | undefined {
  const digits = scanner.match(INTEGER);
  return digits === undefined ? undefined : Number(digits);
}

function isSimple(token: PathToken): boolean {
  return token.kind === 'name' || token.kind === 'index';
}

function isDefinite(tokens: readonly PathToken[]): boolean {
  if (isAggregate(tokens)) return true;
  // Several names make one object of these members at the end of a path, and several nodes elsewhere.
  return tokens.every(
    (token, i) => isSimple(token) || token.kind === 'function' || (token.kind === 'names' && i === tokens.length - 1),
  );
}

/** `$..price.sum()` is one number over everything found. */
function isAggregate(tokens: readonly PathToken[]): boolean {
  return tokens.at(-1)?.kind === 'function' && tokens.some((token) => token.kind === 'descendants');
}

/** The names and indexes of a path that has nothing else: what may be written to. Throws PathSyntaxError. */
export function referenceSteps(path: JsonPath, text: string): readonly (string | number)[] {
  return path.tokens.map((token) => {
    if (token.kind === 'name') return token.name;
    if (token.kind === 'index' && token.index >= 0) return token.index;
    throw new PathSyntaxError(`'${text}' is not a reference path: it may hold names and indexes only`);
  });
}
