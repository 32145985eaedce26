import type { NormalizedSchema } from '@smithy/core/schema';

import { isObject, type Json } from '../query/json.ts';
import type { MemberNames } from './member-names.ts';

/**
 * What is wrong with the parameters of a service call, in AWS's words; nothing is sent then.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
 */
export function parameterProblems(
  value: Json,
  schema: NormalizedSchema,
  names: MemberNames,
  field = 'Parameters',
): string[] {
  if (value === null) return [];
  const malformed = [`The value of the field '${field}' has an invalid format`];
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return malformed;
    return value.flatMap((item) => parameterProblems(item, schema.getValueSchema(), names, field));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) return malformed;
    return Object.entries(value).flatMap(([key, item]) => parameterProblems(item, schema.getValueSchema(), names, key));
  }
  if (schema.isStructSchema()) return isObject(value) ? structProblems(value, schema, names) : malformed;
  // An object or a list is sent as its JSON text, and anything as the JSON text of bytes.
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return isScalar && schema.isStringSchema() ? [`The value for the field '${field}' must be a STRING`] : [];
}

function structProblems(value: Readonly<Record<string, Json>>, schema: NormalizedSchema, names: MemberNames): string[] {
  const members = new Map([...schema.structIterator()].map(([name, member]) => [names(name), member]));
  const missing = requiredMembers(schema, names).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `The field '${name}' is required but was missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const member = members.get(name);
      return member
        ? parameterProblems(item, member, names, name)
        : [`The field "${name}" is not supported by Step Functions`];
    }),
  ];
}

/** A struct's schema is [kind, namespace, name, traits, names, schemas, how many of these (the first) are required]. */
export function requiredMembers(schema: NormalizedSchema, names: MemberNames): readonly string[] {
  const count = (schema.getSchema() as readonly unknown[])[6];
  const members = [...schema.structIterator()].map(([name]) => names(name));
  return members.slice(0, typeof count === 'number' ? count : 0);
}
