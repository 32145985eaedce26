import type { NormalizedSchema } from '@smithy/core/schema';

import { apiNames, type MemberNames } from './member-names.ts';
import type { ResultShape } from './result-shape.ts';
import { requiredMembers } from './sdk-parameters.ts';

/** Enumerations that an SDK module exports, by name. */
type SdkModule = Readonly<Record<string, unknown>>;

/** The shape of an operation's result, from the schemas inside its SDK client; they know no lengths. */
export function sdkResultShape(schema: NormalizedSchema, module: SdkModule, names: MemberNames): ResultShape {
  if (schema.isStructSchema()) return structShape(schema, module, names);
  // Elements are looked at only when there are any: shapes such as DynamoDB's attributes contain themselves.
  if (schema.isListSchema())
    return { kind: 'array', element: () => sdkResultShape(schema.getValueSchema(), module, names) };
  if (schema.isMapSchema())
    return { kind: 'object', element: () => sdkResultShape(schema.getValueSchema(), module, names) };
  if (schema.isDocumentSchema()) return { kind: 'any' };
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return { kind: 'number' };
  // Bytes and times are text in a state machine's data.
  return { kind: schema.isBooleanSchema() ? 'boolean' : 'string' };
}

function structShape(schema: NormalizedSchema, module: SdkModule, names: MemberNames): ResultShape {
  return {
    kind: 'object',
    required: requiredMembers(schema, names),
    members: () =>
      new Map(
        [...schema.structIterator()].map(([name, member]) => [names(name), memberShape(name, member, module, names)]),
      ),
  };
}

/** The SDK's schemas have no enumerations; its modules export each under its name, which most members share. */
function memberShape(name: string, schema: NormalizedSchema, module: SdkModule, names: MemberNames): ResultShape {
  const shape = sdkResultShape(schema, module, names);
  const values = shape.kind === 'string' ? module[apiNames(name)] : undefined;
  if (typeof values !== 'object' || values === null) return shape;
  const texts = Object.values(values);
  return texts.every((text) => typeof text === 'string') ? { ...shape, values: texts } : shape;
}
