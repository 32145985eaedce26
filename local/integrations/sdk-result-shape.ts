import { NormalizedSchema } from '@smithy/core/schema';

import type { ResultShape } from './result-shape.ts';

/** Enumerations that an SDK module exports, by name. */
type SdkModule = Readonly<Record<string, unknown>>;

/** The shape of an operation's result, from the schemas inside its SDK client; they know no lengths. */
export function sdkResultShape(schema: NormalizedSchema, module: SdkModule): ResultShape {
  if (schema.isStructSchema()) return structShape(schema, module);
  // Elements are looked at only when there are any: shapes such as DynamoDB's attributes contain themselves.
  if (schema.isListSchema()) return { kind: 'array', element: () => sdkResultShape(schema.getValueSchema(), module) };
  if (schema.isMapSchema()) return { kind: 'object', element: () => sdkResultShape(schema.getValueSchema(), module) };
  if (schema.isDocumentSchema()) return { kind: 'any' };
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return { kind: 'number' };
  // Bytes and times are text in a state machine's data.
  return { kind: schema.isBooleanSchema() ? 'boolean' : 'string' };
}

function structShape(schema: NormalizedSchema, module: SdkModule): ResultShape {
  const names = [...schema.structIterator()].map(([name]) => name);
  return {
    kind: 'object',
    required: names.slice(0, requiredCount(schema)).map(capitalized),
    members: () =>
      new Map(
        [...schema.structIterator()].map(([name, member]) => [capitalized(name), memberShape(name, member, module)]),
      ),
  };
}

/** The SDK's schemas have no enumerations; its modules export each under its name, which most members share. */
function memberShape(name: string, schema: NormalizedSchema, module: SdkModule): ResultShape {
  const shape = sdkResultShape(schema, module);
  const values = shape.kind === 'string' ? module[capitalized(name)] : undefined;
  if (typeof values !== 'object' || values === null) return shape;
  const texts = Object.values(values);
  return texts.every((text) => typeof text === 'string') ? { ...shape, values: texts } : shape;
}

/** A struct's schema is [kind, namespace, name, traits, names, schemas, how many of these (the first) are required]. */
function requiredCount(schema: NormalizedSchema): number {
  const count = (schema.getSchema() as readonly unknown[])[6];
  return typeof count === 'number' ? count : 0;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
