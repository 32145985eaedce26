import type { Json, JsonObject } from './json.ts';
import { setMember } from './json.ts';
import { isData } from './jsonata-guard.ts';

/**
 * What an evaluation returned, as plain JSON; undefined when there is none. Functions and absent values disappear, as in
 * JSON.stringify. Parts that are plain already are shared with the input, not copied.
 */
export function plainResult(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // Measured on AWS: 1/0 answers the string "Infinity".
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return plainArray(value);
      return isData(value) ? plainObject(value) : undefined;
    default:
      return undefined;
  }
}

/** Sequences and constructed arrays carry markers of the library, which must not come back as input of another expression. */
function plainArray(array: readonly unknown[]): Json[] {
  const items = array.map((item) => plainResult(item) ?? null);
  const isMarked = Object.getOwnPropertyNames(array).length !== array.length + 1;
  return isMarked || items.some((item, i) => item !== array[i]) ? items : (array as Json[]);
}

function plainObject(object: Record<string, unknown>): JsonObject {
  let isPlain = true;
  const members: JsonObject = {};
  for (const name of Object.keys(object)) {
    const member = plainResult(object[name]);
    if (member === undefined || member !== object[name]) isPlain = false;
    if (member !== undefined) setMember(members, name, member);
  }
  return isPlain ? (object as JsonObject) : members;
}
