import { describedBounds } from './described-bounds.ts';

/** Any JSON value; a JSON schema is one of these too. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };
type Schema = { readonly [keyword: string]: JsonValue };

// A schema that refers to itself ends here: required parts below this depth are left empty.
const DEEPEST = 12;

/**
 * The smallest valid instance of a JSON schema: const, default, enum, type, required properties, bounds of numbers,
 * strings and arrays, formats, `$ref` within the schema, anyOf / oneOf / allOf. `pattern` is not obeyed. Bounds may also
 * stand at the end of a description: see `described-bounds.ts`.
 * @param hint text used where the schema wants free text, cut to its length
 */
export function instanceOf(schema: JsonValue, hint = 'offline model'): JsonValue {
  return build(schema, schema, hint, 0);
}

function build(given: JsonValue, root: JsonValue, hint: string, depth: number): JsonValue {
  if (!isSchema(given) || depth > DEEPEST) return null;
  const schema: Schema = { ...describedBounds(given.description), ...given };
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  if (schema.default !== undefined) return schema.default;
  if (typeof schema.$ref === 'string') return build(resolve(schema.$ref, root), root, hint, depth + 1);
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema;
    return build(
      allOf
        .filter(isSchema)
        .map((part) => ({ ...describedBounds(part.description), ...part }))
        .reduce<Schema>(merge, rest),
      root,
      hint,
      depth + 1,
    );
  }
  for (const choice of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(choice)) return build(choice[0] ?? null, root, hint, depth + 1);
  }
  switch (typeOf(schema)) {
    case 'object':
      return object(schema, root, hint, depth);
    case 'array':
      return array(schema, root, hint, depth);
    case 'string':
      return string(schema, hint);
    case 'integer':
      return number(schema, 1);
    case 'number':
      return number(schema, 0);
    case 'boolean':
      return false;
    default:
      return null;
  }
}

function object(schema: Schema, root: JsonValue, hint: string, depth: number): JsonValue {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  const instance: { [name: string]: JsonValue } = {};
  for (const name of required) {
    const value = build(properties[name] ?? { type: 'string' }, root, hint, depth + 1);
    Object.defineProperty(instance, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return instance;
}

function array(schema: Schema, root: JsonValue, hint: string, depth: number): JsonValue {
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const least = Math.min(1000, Math.max(limit(schema.minItems) ?? 0, 0));
  const items = prefix.slice(0, Math.max(least, prefix.length)).map((item) => build(item, root, hint, depth + 1));
  while (items.length < least) {
    const item = build(schema.items ?? { type: 'string' }, root, hint, depth + 1);
    // Unique items of free text or numbers differ by their place.
    const place = items.length + 1;
    if (schema.uniqueItems !== true || place === 1) items.push(item);
    else if (typeof item === 'string') items.push(enumAt(schema.items, place) ?? numbered(item, place));
    else items.push(typeof item === 'number' ? item + place - 1 : item);
  }
  return items;
}

// The number takes the place of the first characters, so that the length stays within the schema's bounds.
function numbered(item: string, place: number): string {
  return `${place}${item.slice(String(place).length)}`;
}

function enumAt(items: JsonValue | undefined, place: number): JsonValue | undefined {
  return items !== undefined && isSchema(items) && Array.isArray(items.enum) ? items.enum[place - 1] : undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2000-01-01',
  'date-time': '2000-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '127.0.0.1',
  hostname: 'example.com',
};

function string(schema: Schema, hint: string): string {
  const format = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  if (format !== undefined) return format;
  const least = Math.min(100_000, limit(schema.minLength) ?? 0);
  return hint.slice(0, limit(schema.maxLength) ?? 2000).padEnd(least, '.');
}

/** The bound nearest to zero, on the multiples that the schema allows. */
function number(schema: Schema, whole: 0 | 1): number {
  const step = limit(schema.multipleOf) ?? (whole === 1 ? 1 : 0);
  const above = limit(schema.exclusiveMinimum);
  const below = limit(schema.exclusiveMaximum);
  const lowest = Math.max(limit(schema.minimum) ?? -Infinity, above ?? -Infinity);
  const highest = Math.min(limit(schema.maximum) ?? Infinity, below ?? Infinity);
  if (lowest < 0 && highest > 0) return 0;
  if (lowest >= 0 && Number.isFinite(lowest)) {
    const value = step > 0 ? Math.ceil(lowest / step) * step : lowest;
    if (value !== above) return value;
    return step > 0 ? value + step : Number.isFinite(highest) ? (value + highest) / 2 : value + 1;
  }
  if (Number.isFinite(highest)) {
    const value = step > 0 ? Math.floor(highest / step) * step : highest;
    if (value !== below) return value;
    return step > 0 ? value - step : Number.isFinite(lowest) ? (value + lowest) / 2 : value - 1;
  }
  return 0;
}

function typeOf(schema: Schema): JsonValue | undefined {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type !== undefined) return type;
  return schema.properties !== undefined || schema.required !== undefined
    ? 'object'
    : schema.items !== undefined
      ? 'array'
      : 'string';
}

function merge(left: Schema, right: Schema): Schema {
  const properties = {
    ...(isSchema(left.properties) ? left.properties : {}),
    ...(isSchema(right.properties) ? right.properties : {}),
  };
  const required = [
    ...(Array.isArray(left.required) ? left.required : []),
    ...(Array.isArray(right.required) ? right.required : []),
  ];
  return {
    ...left,
    ...right,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

function resolve(ref: string, root: JsonValue): JsonValue {
  if (!ref.startsWith('#')) return null;
  let at: JsonValue | undefined = root;
  for (const part of ref
    .slice(1)
    .split('/')
    .filter((each) => each !== '')) {
    const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
    at = at !== undefined && isSchema(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at ?? null;
}

function isSchema(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function limit(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
