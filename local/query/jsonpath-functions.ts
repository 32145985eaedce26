import type { Json } from './json.ts';
import { isObject } from './json.ts';
import { PathError } from './path-error.ts';

/** A function at the end of a path: what stands before it, and its arguments. Null where it does not apply. */
type PathFunction = (target: Json, args: readonly Json[]) => Json;

// https://github.com/json-path/JsonPath#functions
const FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['length', (target, args) => length(args[0] ?? target)],
  ['size', (target, args) => length(args[0] ?? target)],
  ['min', (target, args) => numbers(target, args).reduce((least, one) => Math.min(least, one))],
  ['max', (target, args) => numbers(target, args).reduce((most, one) => Math.max(most, one))],
  ['sum', (target, args) => sum(numbers(target, args))],
  ['avg', (target, args) => average(numbers(target, args))],
  ['stddev', (target, args) => standardDeviation(numbers(target, args))],
  ['concat', (target, args) => [...strings(target), ...args.flatMap(strings)].join('')],
  ['keys', (target) => (isObject(target) ? Object.keys(target) : null)],
  ['append', (target, args) => (Array.isArray(target) ? [...target, ...args] : target)],
  ['first', (target) => item(target, 0)],
  ['last', (target) => item(target, -1)],
  ['index', (target, args) => item(target, typeof args[0] === 'number' ? args[0] : 0)],
]);

export function isPathFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

/** Throws PathError when a number is wanted and there is none. */
export function applyPathFunction(name: string, target: Json, args: readonly Json[]): Json {
  return FUNCTIONS.get(name)!(target, args);
}

function length(value: Json): Json {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : null;
}

function numbers(target: Json, args: readonly Json[]): number[] {
  const candidates = [...(Array.isArray(target) ? target : []), ...args.flat()];
  const found = candidates.filter((value) => typeof value === 'number');
  if (found.length === 0) throw new PathError('Aggregation function attempted to calculate value using empty array');
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function average(values: readonly number[]): number {
  return sum(values) / values.length;
}

function standardDeviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

function strings(value: Json): string[] {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function item(target: Json, index: number): Json {
  const found = Array.isArray(target) ? target.at(index) : undefined;
  if (found === undefined) throw new PathError(`Array index ${index} out of bounds`);
  return found;
}
