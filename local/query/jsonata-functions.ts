import { randomUUID } from 'node:crypto';

import { partition, range, unique } from './array-functions.ts';
import { hashText } from './hash-text.ts';
import { seededDouble } from './java-random.ts';
import type { Json } from './json.ts';
import { canonicalText } from './json.ts';
import { checkSize } from './jsonata-budget.ts';
import { addDecoders } from './jsonata-decoders.ts';
import { isData, OWN_MEMBER } from './jsonata-guard.ts';
import type { CompiledJsonata, JsonataFocus, NativeFunction } from './jsonata-library.ts';
import { nativeFunction } from './jsonata-library.ts';
import { plainResult } from './jsonata-result.ts';
import { sort } from './jsonata-sort.ts';
import { withinTimeLimit } from './time-limit.ts';

/** Where the time of an evaluation hangs on its frame; like BUDGET, a name that no expression can spell. */
export const NOW = 'evaluation time';

// Measured on AWS: a longer $range is refused for its memory.
const MAX_RANGE = 360_145;
// A Roman numeral has a letter for every thousand.
const MAX_ROMAN = 1_000_000;

/**
 * Adds what Step Functions adds to JSONata, and takes `$eval` away.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export function addStatesFunctions(expression: CompiledJsonata): void {
  expression.assign('eval', undefined);
  expression.registerFunction('partition', partitionItems, '<an:a>');
  expression.registerFunction('range', rangeOf, '<nnn:a>');
  expression.registerFunction('hash', hash, '<ss:s>');
  expression.registerFunction('random', random, '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', parse, '<s:x>');
  // The library's own would read the wall clock, or find what objects inherit.
  expression.registerFunction('now', now, '<s?s?:s>');
  expression.registerFunction('millis', millis, '<:n>');
  expression.registerFunction('lookup', lookUp, '<x-s:x>');
  expression.registerFunction(OWN_MEMBER, lookUp, '<x-s:x>');
  // The library's own would take time or memory without bound for a long array, a long text, or a large number.
  expression.registerFunction('pad', pad, '<s-ns?:s>');
  expression.registerFunction('sort', sort, '<af?:a>');
  expression.registerFunction('distinct', distinct, '<x:x>');
  expression.registerFunction('spread', spread, '<x-:a<o>>');
  expression.registerFunction('max', (numbers?: number[]) => extreme(numbers, (one, other) => one > other), '<a<n>:n>');
  expression.registerFunction('min', (numbers?: number[]) => extreme(numbers, (one, other) => one < other), '<a<n>:n>');
  expression.registerFunction('formatInteger', formatInteger, '<n-s:s>');
  expression.registerFunction('toMillis', toMillis, '<s-s?:n>');
  addDecoders(expression);
}

/** Absent arguments make an absent result, as in all of JSONata. */
function partitionItems(items: Json[] | undefined, size: number | undefined): Json | undefined {
  const whole = size === undefined ? 0 : Math.trunc(size);
  if (items === undefined || items.length === 0 || whole === 0) return undefined;
  if (whole < 0) throw new Error('The size of a partition must be greater than 0');
  return partition(items, whole);
}

/** Fractions are cut off, one number stands alone, and none are nothing: as measured on AWS. */
function rangeOf(start?: number, end?: number, step?: number): Json | undefined {
  if (start === undefined || end === undefined || step === undefined || Math.trunc(step) === 0) return undefined;
  const items = range(Math.trunc(start), Math.trunc(end), Math.trunc(step), MAX_RANGE);
  if (items === undefined) checkSize(Infinity);
  return items && items.length > 1 ? items : items?.[0];
}

function hash(text?: string, algorithm?: string): string | undefined {
  return text === undefined || algorithm === undefined ? undefined : hashText(text, algorithm);
}

function random(seed?: number): number {
  return seed === undefined ? Math.random() : seededDouble(seed);
}

function parse(text?: string): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Error('Argument 1 of function "parse" is not valid JSON');
  }
}

function now(this: JsonataFocus, ...format: unknown[]): unknown {
  return native(this, 'fromMillis').call(this, timeOf(this), ...format);
}

function millis(this: JsonataFocus): number {
  return timeOf(this);
}

function timeOf({ environment }: JsonataFocus): number {
  const time = environment.lookup(NOW);
  return typeof time === 'number' ? time : environment.timestamp.getTime();
}

function pad(text?: string, width?: number, character = ' '): string | undefined {
  if (text === undefined || width === undefined) return undefined;
  checkSize(Math.abs(width), 1);
  const missing = Math.trunc(Math.abs(width)) - [...text].length;
  if (missing <= 0) return text;
  const filler = [...(character === '' ? ' ' : character)];
  const padding = Array.from({ length: missing }, (_, i) => filler[i % filler.length]).join('');
  return width < 0 ? padding + text : text + padding;
}

function lookUp(target: unknown, name?: string): unknown {
  if (name === undefined) return undefined;
  if (Array.isArray(target)) {
    const found = target.map((item: unknown) => lookUp(item, name)).filter((value) => value !== undefined);
    return asSequence(found.flat());
  }
  return isData(target) && Object.hasOwn(target, name) ? target[name] : undefined;
}

function distinct(items: unknown): unknown {
  if (!Array.isArray(items) || items.length <= 1) return items;
  const kept = unique<unknown>(items, (item) => {
    const plain = plainResult(item);
    return plain === undefined ? item : canonicalText(plain);
  });
  return 'sequence' in items ? asSequence(kept) : kept;
}

function spread(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? asSequence([]) : value.flatMap(spread);
  return isData(value) ? asSequence(Object.entries(value).map(([name, member]) => ({ [name]: member }))) : value;
}

/** What the library takes for no value when it is empty, and unwraps when it has one item. */
function asSequence(items: unknown[]): unknown[] {
  return Object.defineProperty(items, 'sequence', { value: true });
}

function extreme(numbers: number[] | undefined, isMore: (one: number, other: number) => boolean): number | undefined {
  return numbers?.length ? numbers.reduce((most, one) => (isMore(one, most) ? one : most)) : undefined;
}

async function formatInteger(this: JsonataFocus, value?: number, picture?: string): Promise<unknown> {
  if (Math.abs(value ?? 0) > MAX_ROMAN && /^i(?:;|$)/i.test(picture ?? '')) checkSize(Infinity);
  const { implementation } = await nativeFunction('formatInteger');
  return implementation.call(this, value, picture);
}

/** The library makes a regular expression of the picture. */
async function toMillis(this: JsonataFocus, text?: string, picture?: string): Promise<unknown> {
  const { implementation } = await nativeFunction('toMillis');
  // Only a picture becomes a regular expression of the caller's; every entered time would pay for the thread otherwise.
  if (picture === undefined) return implementation.call(this, text);
  return withinTimeLimit(() => implementation.call(this, text, picture));
}

function native(focus: JsonataFocus, name: string): NativeFunction['implementation'] {
  return (focus.environment.lookup(name) as NativeFunction).implementation;
}
