import type { ChoiceTest } from '../engine/definition.ts';
import { StateDataError } from '../engine/errors.ts';
import type { Json } from '../query/json.ts';
import { findPath, type PathScope } from '../query/jsonpath.ts';
import { parseTimestamp } from '../query/timestamp.ts';

/**
 * The comparisons of a JSONPath Choice rule, as data: what both sides must be, and how they compare.
 * A value of another type does not match; only a missing one is an error.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html#amazon-states-language-choice-state-rules
 */
type Ordering = (order: number) => boolean;

const ORDERINGS: Readonly<Record<string, Ordering>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** Left and right as something that `<` orders; undefined when the value is not of the kind. */
const KINDS: Readonly<Record<string, (value: Json) => number | string | undefined>> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Timestamp: (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
};

const TYPE_TESTS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
};

const COMPARISON =
  /^(String|Numeric|Timestamp|Boolean)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/;

export function holds(test: ChoiceTest, scope: PathScope): boolean {
  if (test.And) return test.And.every((part) => holds(part, scope));
  if (test.Or) return test.Or.some((part) => holds(part, scope));
  if (test.Not) return !holds(test.Not, scope);
  const operator = Object.keys(test).find(
    (key) => key in TYPE_TESTS || key === 'IsPresent' || key === 'StringMatches' || COMPARISON.test(key),
  );
  if (operator === undefined || test.Variable === undefined) {
    throw new Error(`choice rule without a comparison: ${JSON.stringify(test)}`);
  }
  return compare(operator, test[operator] as Json, test.Variable, scope);
}

function compare(operator: string, operand: Json, variable: string, scope: PathScope): boolean {
  const value = findPath(variable, scope);
  if (operator === 'IsPresent') return (value !== undefined) === operand;
  if (value === undefined)
    throw new StateDataError(
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  const typeTest = TYPE_TESTS[operator];
  if (typeTest) return typeTest(value) === operand;
  if (operator === 'StringMatches') return typeof value === 'string' && matchesWildcard(value, String(operand));

  const [, kind = '', relation = '', path] = COMPARISON.exec(operator) ?? [];
  const right = path ? findPath(String(operand), scope) : operand;
  if (right === undefined)
    throw new StateDataError(
      `Invalid path '${String(operand)}': The choice state's condition path references an invalid value.`,
    );
  return relate(kind, relation, value, right);
}

function relate(kind: string, relation: string, left: Json, right: Json): boolean {
  const toComparable = KINDS[kind];
  const holdsFor = ORDERINGS[relation];
  const a = toComparable?.(left);
  const b = toComparable?.(right);
  if (a === undefined || b === undefined || !holdsFor) return false;
  return holdsFor(a < b ? -1 : a > b ? 1 : 0);
}

/** `*` stands for any run of characters; `\*` and `\\` for themselves. */
function matchesWildcard(text: string, pattern: string): boolean {
  // Literal pieces between the asterisks; the capture keeps what an escape stands for.
  const parts = [''];
  for (const [token, escaped] of pattern.matchAll(/\\([*\\])|[^]/g)) {
    if (token === '*') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${escaped ?? token}`);
  }
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
