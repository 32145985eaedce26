import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import { member, reject, warn, type Place } from './diagnostic.ts';
import { conditionExpression } from './expressions.ts';
import { checkFields, type Check, type Field, type FieldTable } from './fields.ts';
import { referencePath } from './paths.ts';
import { template } from './templates.ts';
import { boolean, expected, listOf, nonEmptyString, number, string, timestamp } from './values.ts';
import { assign } from './variables.ts';

const text: Check = (value, place) => {
  string(value, place);
  if (typeof value === 'string' && /^\$\.|^\$\$\./.test(value)) {
    warn(place, "Field value looks like a path, but field name does not end with 'Path'", 'NO_PATH');
  }
};

/** Each kind of operand with its operators; each operator but the last row also reads its operand from a path. */
const OPERATORS: readonly (readonly [kind: string, operand: Check, relations: readonly string[]])[] = [
  ['String', text, ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Numeric', number({}), ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Timestamp', timestamp, ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']],
  ['Boolean', boolean, ['Equals']],
];
const TESTS = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];

const COMPARISONS: FieldTable = Object.fromEntries([
  ...OPERATORS.flatMap(([kind, operand, relations]) =>
    relations.flatMap((relation): [string, Field][] => [
      [`${kind}${relation}`, { check: operand, only: 'JSONPath' }],
      [`${kind}${relation}Path`, { check: referencePath, only: 'JSONPath' }],
    ]),
  ),
  ['StringMatches', { check: text, only: 'JSONPath' }],
  ...TESTS.map((name): [string, Field] => [name, { check: boolean, only: 'JSONPath' }]),
]);
const COMBINATIONS = ['And', 'Or', 'Not'];

const TEST: FieldTable = {
  ...COMPARISONS,
  Variable: { check: referencePath, only: 'JSONPath' },
  And: { check: listOf(checkTest), only: 'JSONPath' },
  Or: { check: listOf(checkTest), only: 'JSONPath' },
  Not: { check: checkTest, only: 'JSONPath' },
  Comment: { check: string },
};

/** Only a rule of the top level goes somewhere. */
const RULE: FieldTable = {
  ...TEST,
  Condition: { check: conditionExpression, only: 'JSONata', required: true },
  Next: { check: nonEmptyString, required: true },
  Assign: { check: assign },
  Output: { check: template, only: 'JSONata' },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export const choiceRules: Check = listOf((rule, place) => checkRule(rule, RULE, place));

function checkTest(test: Json, place: Place): void {
  checkRule(test, TEST, place);
}

function checkRule(rule: Json, table: FieldTable, place: Place): void {
  if (!isObject(rule)) return expected('Object', place);
  checkFields(rule, table, place);
  if (place.language === 'JSONPath') checkComparison(rule, place);
}

function checkComparison(rule: JsonObject, place: Place): void {
  const names = Object.keys(rule);
  const combinations = names.filter((name) => COMBINATIONS.includes(name));
  const comparisons = names.filter((name) => Object.hasOwn(COMPARISONS, name));
  const operators = [...combinations, ...comparisons];
  if (operators.length > 1) reject(place, `Only one of these fields is allowed: [${operators.join(', ')}]`);
  else if (operators.length === 0) reject(place, 'A comparison operator is required');
  if (combinations.length > 0 && 'Variable' in rule) {
    reject(member(place, 'Variable'), `Field 'Variable' is not supported beside '${combinations[0]}'`);
  }
  if (comparisons.length > 0 && combinations.length === 0 && !('Variable' in rule)) {
    reject(place, 'These fields are required: [Variable]');
  }
}
