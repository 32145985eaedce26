import type { Filter, JsonPath, Operand } from './jsonpath-syntax.ts';
import { FILTER_OPERATORS } from './jsonpath-syntax.ts';
import type { TextScanner } from './text-scanner.ts';

const REGULAR_EXPRESSION = /\/((?:[^/\\]|\\.)+)\/([imsu]*)/y;

/** Reads the path that starts here: handed in, since paths hold filters and filters hold paths. */
type ScanPath = (scanner: TextScanner) => JsonPath;

/** Reads `( … )` after the question mark. */
export function parseFilter(scanner: TextScanner, scanPath: ScanPath): Filter {
  scanner.skipBlanks().expect('(');
  const filter = scanOr(scanner, scanPath);
  scanner.skipBlanks().expect(')');
  return filter;
}

function scanOr(scanner: TextScanner, scanPath: ScanPath): Filter {
  const filters = [scanAnd(scanner, scanPath)];
  while (scanner.skipBlanks().take('||')) filters.push(scanAnd(scanner, scanPath));
  return filters.length === 1 ? filters[0]! : { kind: 'or', filters };
}

function scanAnd(scanner: TextScanner, scanPath: ScanPath): Filter {
  const filters = [scanTerm(scanner, scanPath)];
  while (scanner.skipBlanks().take('&&')) filters.push(scanTerm(scanner, scanPath));
  return filters.length === 1 ? filters[0]! : { kind: 'and', filters };
}

function scanTerm(scanner: TextScanner, scanPath: ScanPath): Filter {
  scanner.skipBlanks();
  if (scanner.take('!')) return { kind: 'not', filter: scanner.nested(() => scanTerm(scanner, scanPath)) };
  if (scanner.peek === '(') return scanner.nested(() => parseFilter(scanner, scanPath));
  const left = scanOperand(scanner, scanPath);
  scanner.skipBlanks();
  const operator = FILTER_OPERATORS.find((candidate) => takeOperator(scanner, candidate));
  if (operator !== undefined) {
    scanner.skipBlanks();
    return {
      kind: 'compare',
      operator,
      left,
      right: operator === 'type' ? scanTypeName(scanner) : scanOperand(scanner, scanPath),
    };
  }
  if (!('path' in left)) throw scanner.error('expected an operator');
  return { kind: 'exists', path: left.path };
}

/** `in` must not be found at the start of a longer word. */
function takeOperator(scanner: TextScanner, operator: string): boolean {
  const start = scanner.position;
  if (!scanner.take(operator)) return false;
  if (!/\w/.test(operator) || !/\w/.test(scanner.peek)) return true;
  scanner.position = start;
  return false;
}

function scanOperand(scanner: TextScanner, scanPath: ScanPath): Operand {
  if (scanner.peek === '@' || scanner.peek === '$') return { path: scanPath(scanner) };
  if (scanner.peek !== '/') return { value: scanner.jsonValue() };
  const literal = scanner.match(REGULAR_EXPRESSION);
  if (literal === undefined) throw scanner.error('the regular expression does not end');
  scanner.perils += 2;
  const end = literal.lastIndexOf('/');
  try {
    return { pattern: new RegExp(literal.slice(1, end), literal.slice(end + 1)) };
  } catch {
    throw scanner.error('this is not a regular expression');
  }
}

function scanTypeName(scanner: TextScanner): Operand {
  return scanner.peek === "'" || scanner.peek === '"'
    ? { value: scanner.quotedName() }
    : { value: scanner.match(/\w+/y) ?? '' };
}
