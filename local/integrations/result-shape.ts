import { isObject, type Json } from '../query/json.ts';

/** What a service's API model says of one value in a result, as a state machine sees it. */
export interface ResultShape {
  readonly kind: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'any';
  /** Objects with members of their own; other members are nobody's business. */
  readonly members?: () => ReadonlyMap<string, ResultShape>;
  readonly required?: readonly string[];
  /** Of an array, or of a map from names that the user chose. */
  readonly element?: () => ResultShape;
  /** Characters of a string. */
  readonly length?: { readonly min?: number; readonly max?: number };
  readonly values?: readonly string[];
}

const TYPES: Readonly<
  Record<ResultShape['kind'], { readonly words: string; readonly holds: (value: Json) => boolean }>
> = {
  string: { words: 'a string', holds: (value) => typeof value === 'string' },
  number: { words: 'a number', holds: (value) => typeof value === 'number' },
  boolean: { words: 'a boolean', holds: (value) => typeof value === 'boolean' },
  array: { words: 'an array', holds: Array.isArray },
  object: { words: 'an object', holds: isObject },
  any: { words: 'anything', holds: () => true },
};

/** The first thing that is wrong with a value, in AWS's words; `field` names the value in them. */
export function shapeProblem(value: Json, shape: ResultShape, field: string, strict: boolean): string | undefined {
  const { words, holds } = TYPES[shape.kind];
  if (!holds(value)) return `Field '${field}' must be ${words}`;
  if (typeof value === 'string') return textProblem(value, shape, field);
  if (Array.isArray(value)) return firstProblem(value, (item) => inner(item, shape, field, strict));
  return isObject(value) ? objectProblem(value, shape, field, strict) : undefined;
}

function textProblem(text: string, { length, values }: ResultShape, field: string): string | undefined {
  if (length?.min !== undefined && text.length < length.min)
    return `Field '${field}' is smaller than the minimum length`;
  if (length?.max !== undefined && text.length > length.max)
    return `Field '${field}' is larger than the maximum length`;
  return values && !values.includes(text) ? `Field '${field}' is not an expected value` : undefined;
}

function objectProblem(
  value: Readonly<Record<string, Json>>,
  shape: ResultShape,
  field: string,
  strict: boolean,
): string | undefined {
  const missing = strict ? shape.required?.find((name) => (value[name] ?? null) === null) : undefined;
  if (missing !== undefined) return `Required field '${missing}' is missing`;
  if (shape.element) return firstProblem(Object.values(value), (item) => inner(item, shape, field, strict));
  const members = shape.members?.();
  return firstProblem(Object.entries(value), ([name, item]) => {
    const member = members?.get(name);
    // A member that is null is one that the service left out.
    return member && item !== null ? shapeProblem(item, member, name, strict) : undefined;
  });
}

function inner(item: Json, shape: ResultShape, field: string, strict: boolean): string | undefined {
  const element = shape.element?.();
  return element && item !== null ? shapeProblem(item, element, field, strict) : undefined;
}

function firstProblem<T>(values: readonly T[], problemOf: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
