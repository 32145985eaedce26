import type { Json, JsonType } from './json.ts';
import { typeOf } from './json.ts';

/**
 * A JSONata expression that failed. The message is what Step Functions says after the sentence that names the state;
 * `expression` is without its `{% %}`, `field` is the place in the state: `Output/a`, `Arguments/Payload/x[0]`.
 */
export class JsonataError extends Error {
  override readonly name = 'JsonataError';
  readonly expression: string;
  readonly field: string;

  /** `expression` may be given with or without its `{% %}`. */
  constructor(expression: string, field: string, what: string) {
    super(`The JSONata expression '${inner(expression)}' specified for the field '${field}' ${what}`);
    this.expression = inner(expression);
    this.field = field;
  }
}

interface TypeNames {
  readonly array: Json[];
  readonly boolean: boolean;
  readonly null: null;
  readonly number: number;
  readonly object: { [name: string]: Json };
  readonly string: string;
}

/** The value, known to be of the type that the field wants. `expression` may be given with or without `{% %}`. Throws JsonataError. */
export function expectType<T extends JsonType>(
  value: Json,
  expected: T,
  expression: string,
  field: string,
): TypeNames[T] {
  if (typeOf(value) === expected) return value as TypeNames[T];
  const was = `but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`;
  throw new JsonataError(
    inner(expression),
    field,
    `returned an unexpected result type. Expected '${expected}', ${was}`,
  );
}

/** Only a string that is an expression from its first character to its last is one. */
export function isJsonataExpression(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');
}

/** What is between `{%` and `%}`, as messages repeat it. */
export function inner(expression: string): string {
  return isJsonataExpression(expression) ? expression.slice(2, -2).trim() : expression;
}
