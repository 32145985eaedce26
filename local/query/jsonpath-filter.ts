import type { Json } from './json.ts';
import { equalJson, isObject, typeOf } from './json.ts';
import type { Filter, FilterOperator, JsonPath, Operand } from './jsonpath-syntax.ts';

/** Looks a path up from the item under the filter; undefined when there is nothing. */
export type Lookup = (path: JsonPath) => Json | undefined;

/** Whether an item passes. A comparison with something that is not there is false, its opposite true. */
export function passes(filter: Filter, lookup: Lookup): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.filters.some((one) => passes(one, lookup));
    case 'and':
      return filter.filters.every((one) => passes(one, lookup));
    case 'not':
      return !passes(filter.filter, lookup);
    case 'exists':
      return lookup(filter.path) !== undefined;
    case 'compare':
      return compare(filter.operator, filter.left, filter.right, lookup);
  }
}

function compare(operator: FilterOperator, left: Operand, right: Operand, lookup: Lookup): boolean {
  if (operator === '=~') return matches(left, right, lookup);
  const one = valueOf(left, lookup);
  const other = valueOf(right, lookup);
  if (operator === '!=' || operator === '!==')
    return !(one !== undefined && other !== undefined && equalLoosely(one, other));
  if (one === undefined || other === undefined) return false;
  switch (operator) {
    case '==':
      return equalLoosely(one, other);
    case '===':
      return typeOf(one) === typeOf(other) && equalJson(one, other);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, one, other);
    case 'in':
      return Array.isArray(other) && includes(other, one);
    case 'nin':
      return Array.isArray(other) && !includes(other, one);
    case 'contains':
      if (typeof one === 'string') return typeof other === 'string' && one.includes(other);
      return Array.isArray(one) && includes(one, other);
    case 'size':
      return size(one) !== undefined && size(one) === (typeof other === 'number' ? other : size(other));
    case 'empty':
      return size(one) !== undefined && (size(one) === 0) === other;
    case 'type':
      return typeOf(one) === other;
    case 'subsetof':
      return Array.isArray(one) && Array.isArray(other) && one.every((item) => includes(other, item));
    case 'all':
      return Array.isArray(one) && Array.isArray(other) && other.every((item) => includes(one, item));
    case 'anyof':
      return Array.isArray(one) && Array.isArray(other) && one.some((item) => includes(other, item));
    case 'noneof':
      return Array.isArray(one) && Array.isArray(other) && !one.some((item) => includes(other, item));
  }
}

function valueOf(operand: Operand, lookup: Lookup): Json | undefined {
  if ('path' in operand) return lookup(operand.path);
  return 'value' in operand ? operand.value : undefined;
}

/** A number equals the string that spells it, as in the library that Step Functions uses. */
function equalLoosely(one: Json, other: Json): boolean {
  if (typeof one === 'string' && typeof other === 'number') return one.trim() !== '' && Number(one) === other;
  if (typeof one === 'number' && typeof other === 'string') return equalLoosely(other, one);
  return equalJson(one, other);
}

function includes(list: readonly Json[], wanted: Json): boolean {
  return list.some((item) => equalLoosely(item, wanted));
}

function ordered(operator: '<' | '<=' | '>' | '>=', one: Json, other: Json): boolean {
  const comparable =
    (typeof one === 'number' && typeof other === 'number') || (typeof one === 'string' && typeof other === 'string');
  if (!comparable) return false;
  if (operator === '<') return one < other;
  if (operator === '<=') return one <= other;
  return operator === '>' ? one > other : one >= other;
}

function size(value: Json): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

/** The whole value must match, as `Matcher.matches` does. */
function matches(left: Operand, right: Operand, lookup: Lookup): boolean {
  const pattern = 'pattern' in right ? right.pattern : 'pattern' in left ? left.pattern : undefined;
  const value = valueOf('pattern' in right ? left : right, lookup);
  if (pattern === undefined || value === undefined || typeof value === 'object') return false;
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(String(value));
}
