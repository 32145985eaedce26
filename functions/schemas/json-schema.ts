/** The part of JSON Schema that an answer can be asked to follow. https://json-schema.org/draft/2020-12 */
export type JsonSchema = { readonly [keyword: string]: unknown };

type Test = (schema: JsonSchema, value: unknown, path: string) => readonly string[];

const TESTS = {
  type: ({ type }, value, path) =>
    list(type).some((name) => hasType(value, name)) ? [] : [`${path}: must be of type ${list(type).join(' or ')}`],
  enum: (schema, value, path) =>
    list(schema.enum).some((one) => same(one, value)) ? [] : [`${path}: must be one of ${JSON.stringify(schema.enum)}`],
  const: (schema, value, path) =>
    same(schema.const, value) ? [] : [`${path}: must be ${JSON.stringify(schema.const)}`],
  minimum: ({ minimum }, value, path) =>
    typeof value === 'number' && value < Number(minimum) ? [`${path}: must be at least ${String(minimum)}`] : [],
  maximum: ({ maximum }, value, path) =>
    typeof value === 'number' && value > Number(maximum) ? [`${path}: must be at most ${String(maximum)}`] : [],
  minLength: ({ minLength }, value, path) =>
    typeof value === 'string' && value.length < Number(minLength) ? [`${path}: is too short`] : [],
  maxLength: ({ maxLength }, value, path) =>
    typeof value === 'string' && value.length > Number(maxLength) ? [`${path}: is too long`] : [],
  minItems: ({ minItems }, value, path) =>
    Array.isArray(value) && value.length < Number(minItems) ? [`${path}: has too few items`] : [],
  maxItems: ({ maxItems }, value, path) =>
    Array.isArray(value) && value.length > Number(maxItems) ? [`${path}: has too many items`] : [],
  required: ({ required }, value, path) =>
    isObject(value)
      ? list(required).flatMap((name) =>
          Object.hasOwn(value, String(name)) ? [] : [`${path}.${String(name)}: is missing`],
        )
      : [],
  properties: ({ properties }, value, path) =>
    isObject(value) && isObject(properties)
      ? Object.entries(properties).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? problems(schema, value[name], `${path}.${name}`) : [],
        )
      : [],
  additionalProperties: ({ additionalProperties, properties }, value, path) =>
    isObject(value)
      ? Object.keys(value)
          .filter((name) => !(isObject(properties) && Object.hasOwn(properties, name)))
          .flatMap((name) => problems(additionalProperties, value[name], `${path}.${name}`))
      : [],
  items: ({ items }, value, path) =>
    Array.isArray(value) ? value.flatMap((item, index) => problems(items, item, `${path}[${index}]`)) : [],
  allOf: ({ allOf }, value, path) => list(allOf).flatMap((schema) => problems(schema, value, path)),
  anyOf: ({ anyOf }, value, path) =>
    list(anyOf).some((schema) => problems(schema, value, path).length === 0)
      ? []
      : [`${path}: matches none of the ${list(anyOf).length} allowed forms`],
} satisfies Readonly<Record<string, Test>>;
/** What `mismatches` checks; a keyword that nobody checks must not be promised. */
export type CheckedKeyword = keyof typeof TESTS;

/** What is wrong with a value, each with its path from `answer`; empty when it matches. */
export function mismatches(schema: JsonSchema, value: unknown): readonly string[] {
  return problems(schema, value, 'answer');
}

/** The schemas that a keyword's value holds, each with its name or index; one without a name is the value itself. */
export function schemasWithin(keyword: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (keyword === 'items' || keyword === 'additionalProperties') return [['', value]];
  if (keyword !== 'properties' && keyword !== 'allOf' && keyword !== 'anyOf') return [];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problems(schema: unknown, value: unknown, path: string): readonly string[] {
  if (schema === false) return [`${path}: is not allowed`];
  if (!isObject(schema)) return [];
  return Object.keys(schema).flatMap((keyword) =>
    Object.hasOwn(TESTS, keyword) ? TESTS[keyword as CheckedKeyword](schema, value, path) : [],
  );
}

function hasType(value: unknown, name: unknown): boolean {
  if (name === 'null') return value === null;
  if (name === 'array') return Array.isArray(value);
  if (name === 'object') return isObject(value);
  if (name === 'integer') return Number.isInteger(value);
  return typeof value === name;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
