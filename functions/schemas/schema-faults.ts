import { isObject, schemasWithin } from './json-schema.ts';
import type { CheckedKeyword } from './json-schema.ts';

const TYPES: readonly unknown[] = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

type Annotation = '$schema' | '$id' | 'title' | 'description' | 'default' | 'examples';

interface Form {
  readonly form: string;
  readonly holds: (value: unknown) => boolean;
}

const isNumber = { form: 'a number', holds: (value: unknown) => typeof value === 'number' };
const isCount = {
  form: 'a whole number from 0 up',
  holds: (value: unknown) => Number.isInteger(value) && Number(value) >= 0,
};
const isText = { form: 'text', holds: (value: unknown) => typeof value === 'string' };
const isFilledList = {
  form: 'a list with at least one item',
  holds: (value: unknown) => isList(value) && value.length > 0,
};
const isAnything = { form: 'any value', holds: () => true };

/** What a keyword's value must be; the schemas within a value are looked at one by one. */
const FORMS: Readonly<Record<CheckedKeyword | Annotation, Form>> = {
  type: {
    form: `one of ${TYPES.join(', ')}, or a list of them`,
    holds: (value) =>
      isList(value) ? value.length > 0 && value.every((name) => TYPES.includes(name)) : TYPES.includes(value),
  },
  enum: isFilledList,
  const: isAnything,
  minimum: isNumber,
  maximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  required: {
    form: 'a list of property names',
    holds: (value) => isList(value) && value.every((name) => typeof name === 'string'),
  },
  properties: { form: 'an object of JSON schemas', holds: isObject },
  additionalProperties: isAnything,
  items: isAnything,
  allOf: isFilledList,
  anyOf: isFilledList,
  $schema: isText,
  $id: isText,
  title: isText,
  description: isText,
  default: isAnything,
  examples: isAnything,
};

/**
 * What is wrong with a schema that answers are to follow, one sentence each, starting with its path: keywords that nobody
 * would check, so that a caller learns of them instead of trusting them, and values that no model would take.
 */
export function schemaFaults(schema: unknown, path: string): readonly string[] {
  // `true` and `false` are schemas too: anything, and nothing.
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [`${path}: must be a JSON schema object`];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const here = `${path}.${keyword}`;
    if (!isKnown(keyword)) return [`${here}: is not supported`];
    const { form, holds } = FORMS[keyword];
    if (!holds(value)) return [`${here}: must be ${form}`];
    return schemasWithin(keyword, value).flatMap(([name, child]) =>
      schemaFaults(child, name === '' ? here : `${here}.${name}`),
    );
  });
}

function isKnown(keyword: string): keyword is keyof typeof FORMS {
  return Object.hasOwn(FORMS, keyword);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
