import type { NormalizedSchema } from '@smithy/core/schema';

import { isObject, type Json, type JsonObject } from '../query/json.ts';
import type { MemberNames } from './member-names.ts';

/**
 * Between the state machine's JSON (its own names of members, everything is JSON) and the SDK's input and output (the
 * service's names, dates, bytes, streams), guided by the service's model.
 */

/** Parameters of a Task, found sound before, as the command's input. */
export function toSdkInput(value: Json, schema: NormalizedSchema, names: MemberNames): unknown {
  if (value === null) return undefined;
  if (schema.isStructSchema() && isObject(value)) return structToSdk(value, schema, names);
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => toSdkInput(item, schema.getValueSchema(), names));
  if (schema.isMapSchema() && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, toSdkInput(inner, schema.getValueSchema(), names)]),
    );
  }
  if (schema.isBlobSchema()) return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  if (schema.isTimestampSchema() && typeof value === 'string') return new Date(value);
  if (schema.isStringSchema() && typeof value === 'object') return JSON.stringify(value);
  return value;
}

function structToSdk(value: JsonObject, schema: NormalizedSchema, names: MemberNames): Record<string, unknown> {
  const members = [...schema.structIterator()].filter(([name]) => value[names(name)] !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [name, toSdkInput(value[names(name)] ?? null, member, names)]),
  );
}

/** A command's output as JSON: capitals, dates in ISO-8601, bodies and bytes as text, absent members left out. */
export async function toJson(value: unknown, schema: NormalizedSchema, names: MemberNames): Promise<Json> {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return Promise.all(value.map((item) => toJson(item, schema.getValueSchema(), names)));
  if (typeof value !== 'object')
    return typeof value === 'number' || typeof value === 'boolean' ? value : String(value as string);
  if (isBody(value)) return value.transformToString();
  if (schema.isStructSchema()) {
    const members = new Map(schema.structIterator());
    return entriesToJson(value, (name) => members.get(name), names, names);
  }
  // The keys of a map are the user's own, such as an item's attributes; what has no model is JSON already.
  return schema.isMapSchema()
    ? entriesToJson(
        value,
        () => schema.getValueSchema(),
        names,
        (key) => key,
      )
    : (value as Json);
}

async function entriesToJson(
  value: object,
  schemaOf: (name: string) => NormalizedSchema | undefined,
  names: MemberNames,
  keyOf: MemberNames,
): Promise<JsonObject> {
  const entries = Object.entries(value).map(async ([name, inner]) => {
    const schema = schemaOf(name);
    return schema && inner !== undefined ? [[keyOf(name), await toJson(inner, schema, names)] as const] : [];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}

/** Bodies of S3 and the like, which the SDK gives a reader. */
function isBody(value: object): value is { transformToString(): Promise<string> } {
  return 'transformToString' in value && typeof value.transformToString === 'function';
}
