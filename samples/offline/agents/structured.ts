import type { ModelRequest } from '../../../local/models/driver.ts';
import { describedBounds } from '../described-bounds.ts';
import { appSchema } from '../reply/requested-schema.ts';
import type { JsonValue } from '../schema-instance.ts';

type Schema = { readonly [keyword: string]: JsonValue };

/** An answer as JSON, cut to the bounds of the schema that the request asks for: texts between words, lists at their end. */
export function structured(answer: object, request: ModelRequest): string {
  const schema = appSchema(request);
  return JSON.stringify(schema === undefined ? answer : fitted(answer as unknown as JsonValue, schema));
}

function fitted(value: JsonValue, given: JsonValue): JsonValue {
  if (!isObject(given)) return value;
  const schema: Schema = { ...describedBounds(given.description), ...given };
  if (typeof value === 'string') return shortened(value, limit(schema.maxLength));
  if (typeof value === 'number')
    return Math.min(limit(schema.maximum) ?? Infinity, Math.max(limit(schema.minimum) ?? -Infinity, value));
  if (Array.isArray(value))
    return value.slice(0, limit(schema.maxItems)).map((item) => fitted(item, schema.items ?? null));
  if (!isObject(value)) return value;
  const properties = isObject(schema.properties ?? null) ? (schema.properties as Schema) : {};
  // Additional properties are refused by closed schemas, so what the schema does not know stays out.
  const kept = Object.entries(value).filter(([name]) => schema.additionalProperties !== false || name in properties);
  return Object.fromEntries(kept.map(([name, item]) => [name, fitted(item, properties[name] ?? null)]));
}

/** A text of at most so many characters, which ends at a line or between words. */
export function shortened(text: string, most: number | undefined): string {
  if (most === undefined || text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - 2)).toWellFormed();
  const line = cut.lastIndexOf('\n');
  return line > most * 0.7 ? cut.slice(0, line) : `${cut.replace(/\s+\S*$/, '')} …`.slice(0, most);
}

function isObject(value: JsonValue): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function limit(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
