import { randomUUID } from 'node:crypto';

import { formatJava } from './intrinsic-format.ts';
import { partition, range, unique } from './array-functions.ts';
import { HASH_ALGORITHMS, hashText } from './hash-text.ts';
import { seededInteger } from './java-random.ts';
import type { Json, JsonObject } from './json.ts';
import { canonicalText, equalJson, isObject, typeOf } from './json.ts';

/** Throws InvalidArgument. */
type Intrinsic = (args: readonly Json[]) => Json;

/** What an intrinsic function refuses; the caller adds which call it was. */
export class InvalidArgument extends Error {}

// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
const MAX_TEXT = 10_000;
const MAX_RANGE = 1000;

/** Every intrinsic function by its name, with the number of arguments it takes. */
export const INTRINSICS: ReadonlyMap<string, { readonly run: Intrinsic; readonly arity: readonly [number, number] }> =
  new Map(
    Object.entries({
      'States.Array': { arity: [0, Infinity], run: (args) => [...args] },
      'States.ArrayPartition': { arity: [2, 2], run: (args) => partition(array(args, 0), positive(args, 1)) },
      'States.ArrayContains': {
        arity: [2, 2],
        run: (args) => array(args, 0).some((item) => equalJson(item, args[1]!)),
      },
      'States.ArrayRange': { arity: [3, 3], run: arrayRange },
      'States.ArrayGetItem': { arity: [2, 2], run: arrayGetItem },
      'States.ArrayLength': { arity: [1, 1], run: (args) => array(args, 0).length },
      'States.ArrayUnique': { arity: [1, 1], run: (args) => unique(array(args, 0), canonicalText) },
      'States.Base64Encode': { arity: [1, 1], run: (args) => Buffer.from(shortText(args, 0)).toString('base64') },
      'States.Base64Decode': { arity: [1, 1], run: base64Decode },
      'States.Hash': { arity: [2, 2], run: hash },
      'States.JsonMerge': { arity: [3, 3], run: jsonMerge },
      'States.StringToJson': { arity: [1, 1], run: stringToJson },
      'States.JsonToString': { arity: [1, 1], run: (args) => JSON.stringify(args[0]) },
      'States.MathRandom': { arity: [2, 3], run: mathRandom },
      'States.MathAdd': { arity: [2, 2], run: (args) => integer(args, 0) + integer(args, 1) },
      'States.StringSplit': { arity: [2, 2], run: stringSplit },
      'States.UUID': { arity: [0, 0], run: () => randomUUID() },
      // Its first argument has its own escapes, so the evaluator runs it through `format`.
      'States.Format': {
        arity: [1, Infinity],
        run: ([template, ...args]) => format(String(template).split('{}'), args),
      },
    } satisfies Record<string, { arity: [number, number]; run: Intrinsic }>),
  );

/** Puts the arguments where `{}` stood. */
export function format(pieces: readonly string[], args: readonly Json[]): string {
  if (pieces.length - 1 !== args.length) {
    throw new InvalidArgument(
      `The template has ${pieces.length - 1} placeholders, but ${args.length} arguments were given`,
    );
  }
  return pieces.map((piece, i) => (i === 0 ? piece : formatJava(args[i - 1]!) + piece)).join('');
}

function arrayRange(args: readonly Json[]): Json {
  const step = integer(args, 2);
  if (step === 0) throw new InvalidArgument('The step must not be 0');
  return (
    range(integer(args, 0), integer(args, 1), step, MAX_RANGE) ?? refuse(`The range has more than ${MAX_RANGE} items`)
  );
}

function arrayGetItem(args: readonly Json[]): Json {
  const items = array(args, 0);
  const index = integer(args, 1);
  return items[index] ?? (index in items ? null : refuse(`The index ${index} is outside the array of ${items.length}`));
}

function base64Decode(args: readonly Json[]): Json {
  const encoded = shortText(args, 0);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) throw new InvalidArgument('The text is not Base64');
  return Buffer.from(encoded, 'base64').toString('utf8');
}

function hash(args: readonly Json[]): Json {
  const data = typeof args[0] === 'string' ? shortText(args, 0) : JSON.stringify(args[0]);
  return hashText(data, text(args, 1)) ?? refuse(`The algorithm must be one of ${HASH_ALGORITHMS.join(', ')}`);
}

/** Shallow only: "Currently, Step Functions only supports the shallow merging mode; therefore, you must specify the boolean value as false." */
function jsonMerge(args: readonly Json[]): Json {
  const [one, other, deep] = args;
  if (!isObject(one) || !isObject(other)) throw new InvalidArgument('Both arguments must be JSON objects');
  if (deep !== false) throw new InvalidArgument('The third argument must be false: only shallow merging is supported');
  const merged: JsonObject = { ...one, ...other };
  return merged;
}

function stringToJson(args: readonly Json[]): Json {
  const source = text(args, 0);
  // Recorded: nothing but blanks is null, not an error.
  if (source.trim() === '') return null;
  try {
    return JSON.parse(source) as Json;
  } catch {
    throw new InvalidArgument('The text is not valid JSON');
  }
}

function mathRandom(args: readonly Json[]): Json {
  const start = integer(args, 0);
  const end = integer(args, 1);
  if (end <= start) throw new InvalidArgument('The end must be greater than the start');
  const span = end - start;
  return start + (args.length === 3 ? seededInteger(integer(args, 2), span) : Math.floor(Math.random() * span));
}

/** Every character of the splitter separates; empty parts are left out. */
function stringSplit(args: readonly Json[]): Json {
  const separators = new Set(text(args, 1));
  const parts = [''];
  for (const character of text(args, 0)) {
    if (separators.has(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== '');
}

function array(args: readonly Json[], i: number): Json[] {
  const value = args[i];
  return Array.isArray(value) ? value : refuse(`Argument ${i + 1} must be an array, but was ${typeOf(value!)}`);
}

function text(args: readonly Json[], i: number): string {
  const value = args[i];
  return typeof value === 'string' ? value : refuse(`Argument ${i + 1} must be a string, but was ${typeOf(value!)}`);
}

function shortText(args: readonly Json[], i: number): string {
  const value = text(args, i);
  return value.length <= MAX_TEXT ? value : refuse(`Argument ${i + 1} has more than ${MAX_TEXT} characters`);
}

/** Fractions are rounded, halves up: recorded, -1.5 + 0 is -1. */
function integer(args: readonly Json[], i: number): number {
  const value = args[i];
  if (typeof value !== 'number') return refuse(`Argument ${i + 1} must be a number, but was ${typeOf(value!)}`);
  // 1e999 is JSON, but no number of ours.
  if (!Number.isFinite(value)) return refuse(`Argument ${i + 1} is too large`);
  return Math.round(value) + 0;
}

function positive(args: readonly Json[], i: number): number {
  const value = integer(args, i);
  return value > 0 ? value : refuse(`Argument ${i + 1} must be greater than 0`);
}

function refuse(reason: string): never {
  throw new InvalidArgument(reason);
}
