import { isObject, schemasWithin } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

// Structured output refuses these: they travel as words, and the answer is checked against them afterwards.
const NOT_ON_THE_WIRE = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/**
 * A schema in the form that structured output takes: every object closed, and bounds moved to the end of the description,
 * e.g. `How many. Constraints: {"minimum":3}`, where a model reads them.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
 */
export function wireSchema(schema: JsonSchema): JsonSchema {
  const bounds = Object.entries(schema).filter(([keyword]) => NOT_ON_THE_WIRE.includes(keyword));
  const kept = Object.entries(schema).filter(([keyword]) => !NOT_ON_THE_WIRE.includes(keyword));
  const closed = schema.type === 'object' ? { additionalProperties: false } : {};
  return {
    ...Object.fromEntries(kept.map(([keyword, value]) => [keyword, onWire(keyword, value)])),
    ...(bounds.length === 0 ? {} : { description: inWords(schema.description, Object.fromEntries(bounds)) }),
    ...closed,
  };
}

function inWords(description: unknown, bounds: JsonSchema): string {
  const constraints = `Constraints: ${JSON.stringify(bounds)}`;
  return typeof description === 'string' && description !== '' ? `${description} ${constraints}` : constraints;
}

function onWire(keyword: string, value: unknown): unknown {
  const within = schemasWithin(keyword, value).map(
    ([name, child]) => [name, isObject(child) ? wireSchema(child) : child] as const,
  );
  if (within.length === 0) return value;
  if (within[0]?.[0] === '') return within[0][1];
  return Array.isArray(value) ? within.map(([, child]) => child) : Object.fromEntries(within);
}
