import type * as z from 'zod/mini';
import type { FieldProblem } from './review-api.ts';

/** A value of the right shape, or what is wrong with it: as sentences that start with their path, and by field. */
export type Checked<T> =
  { readonly value: T } | { readonly problems: readonly string[]; readonly fields: readonly FieldProblem[] };

/** Checks a value that a model or a reviewer wrote; what is wrong is said so that either can mend it. */
export function checkedBy<T>(schema: z.ZodMiniType<T>, value: unknown): Checked<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const fields = parsed.error.issues.flatMap((issue) => fieldProblems(issue, value));
  return { problems: fields.map(({ path, message }) => `${path === '' ? 'answer' : path}: ${message}`), fields };
}

function fieldProblems(issue: z.core.$ZodIssue, value: unknown): readonly FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
  return [{ path: path.join('.'), message: demand(issue, valueAt(value, path)) }];
}

const FORMS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function demand(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined ? 'is missing' : `must be ${FORMS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return found === undefined ? 'is missing' : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_format':
    case 'custom':
      return issue.message;
    default:
      return 'is not valid';
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined),
    value,
  );
}
