import { isObject, type Json, type JsonObject } from '../../query/json.ts';
import { isJsonataExpression } from '../../query/jsonata.ts';
import { parseTimestamp } from '../../query/timestamp.ts';
import { element, reject, type Place } from './diagnostic.ts';
import { checkFields, type Check, type FieldTable } from './fields.ts';
import { checkExpression } from './expressions.ts';

/** AWS's own ceiling for every number of seconds, about three years. */
export const MAX_SECONDS = 99_999_999;

export const anything: Check = () => {};

export const string: Check = (value, place) => {
  if (typeof value !== 'string') expected('String', place);
};

export const boolean: Check = (value, place) => {
  if (typeof value !== 'boolean') expected('Boolean', place);
};

export const nonEmptyString: Check = (value, place) => {
  if (typeof value !== 'string') expected('String', place);
  else if (value === '') reject(place, 'Value cannot be empty');
};

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

export function integer(range: Range): Check {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) expected('Integer', place);
    else checkRange(value, range, place);
  };
}

export function number(range: Range): Check {
  return (value, place) => {
    if (typeof value !== 'number') expected('Number', place);
    else checkRange(value, range, place);
  };
}

/** In a JSONata state the value may also be computed. */
export function orExpression(check: Check): Check {
  return (value, place) => {
    if (place.language === 'JSONata' && isJsonataExpression(value)) checkExpression(value, place);
    else check(value, place);
  };
}

export function oneOf(name: string, values: readonly string[]): Check {
  return (value, place) => {
    if (typeof value !== 'string') expected('String', place);
    else if (!values.includes(value)) {
      reject(place, `The field '${name}' should have one of these values: [${values.join(', ')}]`);
    }
  };
}

export function object(table: FieldTable): Check {
  return objectThen((value, place) => checkFields(value, table, place));
}

export function objectThen(check: (value: JsonObject, place: Place) => void): Check {
  return (value, place) => {
    if (isObject(value)) check(value, place);
    else expected('Object', place);
  };
}

/** A list with at least one element. */
export function listOf(check: (value: Json, place: Place, index: number, list: readonly Json[]) => void): Check {
  return (value, place) => {
    if (!Array.isArray(value)) expected('Array', place);
    else if (value.length === 0) reject(place, 'Value cannot be empty');
    else value.forEach((item, index) => check(item, element(place, index), index, value));
  };
}

/** Like a list, but may be empty: `Retry` and `Catch`. */
export function listOrEmpty(check: (value: Json, place: Place, index: number, list: readonly Json[]) => void): Check {
  const full = listOf(check);
  return (value, place) => {
    if (!Array.isArray(value) || value.length > 0) full(value, place);
  };
}

export const timestamp: Check = (value, place) => {
  if (typeof value !== 'string') expected('String', place);
  else if (parseTimestamp(value) === undefined) reject(place, 'String does not match RFC3339 timestamp');
};

export function expected(type: string, place: Place): void {
  reject(place, `Expected value of type ${type}`);
}

function checkRange(value: number, { min, max }: Range, place: Place): void {
  if (min !== undefined && value < min) reject(place, `Minimum value is ${min}`);
  if (max !== undefined && value > max) reject(place, `Maximum value is ${max}`);
}
