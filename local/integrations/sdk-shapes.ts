import { NormalizedSchema } from '@smithy/core/schema';

import { StateDataError } from '../engine/errors.ts';
import { isObject, type Json, type JsonObject } from '../query/json.ts';

/**
 * Between the state machine's JSON (member names begin with a capital letter, everything is JSON) and the SDK's input and
 * output (the service's own member names, dates, bytes, streams), guided by the service's model.
 */

/** Arguments of a Task as the command's input. Objects where the service takes text are sent as JSON text. */
export function toSdkInput(value: Json, schema: NormalizedSchema): unknown {
  if (value === null) return undefined;
  if (schema.isStructSchema() && isObject(value)) return structToSdk(value, schema);
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => toSdkInput(item, schema.getValueSchema()));
  if (schema.isMapSchema() && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, toSdkInput(inner, schema.getValueSchema())]),
    );
  }
  if (schema.isBlobSchema()) return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  if (schema.isTimestampSchema() && typeof value === 'string') return new Date(value);
  if (schema.isStringSchema() && typeof value === 'object') return JSON.stringify(value);
  return value;
}

/** Every member of a structure has a capital in a state machine; AWS refuses one that the API lacks. */
function structToSdk(value: JsonObject, schema: NormalizedSchema): Record<string, unknown> {
  const members = new Map([...schema.structIterator()].map(([name, member]) => [capitalized(name), { name, member }]));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const known = members.get(key);
      if (!known)
        throw new StateDataError(
          `The field '${key}' is not a parameter of ${schema.getName()}; there are ${[...members.keys()].join(', ')}`,
        );
      return [known.name, toSdkInput(inner, known.member)];
    }),
  );
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A command's output as JSON: capitals, dates in ISO-8601, bodies and bytes as text, absent members left out. */
export async function toJson(value: unknown, schema: NormalizedSchema): Promise<Json> {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return Promise.all(value.map((item) => toJson(item, schema.getValueSchema())));
  if (typeof value !== 'object')
    return typeof value === 'number' || typeof value === 'boolean' ? value : String(value as string);
  if (isBody(value)) return value.transformToString();
  if (schema.isStructSchema()) return membersToJson(value, schema);
  // The keys of a map are the user's own, such as an item's attributes; what has no model is JSON already.
  return schema.isMapSchema() ? entriesToJson(value, () => schema.getValueSchema()) : (value as Json);
}

async function membersToJson(value: object, schema: NormalizedSchema): Promise<JsonObject> {
  const members = new Map(schema.structIterator());
  const known = Object.fromEntries(Object.entries(value).filter(([name]) => members.has(name)));
  const json = await entriesToJson(known, (name) => members.get(name) ?? schema);
  return Object.fromEntries(Object.entries(json).map(([name, inner]) => [capitalized(name), inner]));
}

async function entriesToJson(value: object, schemaOf: (name: string) => NormalizedSchema): Promise<JsonObject> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, inner]) => [name, await toJson(inner, schemaOf(name))] as const)),
  );
}

/** Bodies of S3 and the like, which the SDK gives a reader. */
function isBody(value: object): value is { transformToString(): Promise<string> } {
  return 'transformToString' in value && typeof value.transformToString === 'function';
}
