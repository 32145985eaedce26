import { isObject, schemasWithin } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

// Structured output refuses these; the answer is checked against them afterwards instead.
const NOT_ON_THE_WIRE = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/**
 * A schema in the form that structured output takes: without bounds, and every object closed.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
 */
export function wireSchema(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword]) => !NOT_ON_THE_WIRE.includes(keyword));
  const closed = schema.type === 'object' ? { additionalProperties: false } : {};
  return { ...Object.fromEntries(kept.map(([keyword, value]) => [keyword, onWire(keyword, value)])), ...closed };
}

function onWire(keyword: string, value: unknown): unknown {
  const within = schemasWithin(keyword, value).map(
    ([name, child]) => [name, isObject(child) ? wireSchema(child) : child] as const,
  );
  if (within.length === 0) return value;
  if (within[0]?.[0] === '') return within[0][1];
  return Array.isArray(value) ? within.map(([, child]) => child) : Object.fromEntries(within);
}
