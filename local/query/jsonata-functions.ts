import { randomUUID } from 'node:crypto';

import { partition, range } from './array-functions.ts';
import { hashText } from './hash-text.ts';
import { seededDouble } from './java-random.ts';
import type { Json } from './json.ts';
import { checkSize } from './jsonata-budget.ts';
import { addDecoders } from './jsonata-decoders.ts';
import { isData } from './jsonata-guard.ts';
import type { CompiledJsonata, JsonataFocus } from './jsonata-library.ts';

/** Where the time of an evaluation hangs on its frame; like BUDGET, a name that no expression can spell. */
export const NOW = 'evaluation time';

// Measured on AWS: a longer $range is refused for its memory.
const MAX_RANGE = 360_145;

interface NativeFunction {
  readonly implementation: (this: JsonataFocus, ...args: unknown[]) => unknown;
}

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
  // The library's own would read the wall clock, take memory without bound, or find what objects inherit.
  expression.registerFunction('now', now, '<s?s?:s>');
  expression.registerFunction('millis', millis, '<:n>');
  expression.registerFunction('pad', pad, '<s-ns?:s>');
  expression.registerFunction('lookup', lookUp, '<x-s:x>');
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
    const found = target.flatMap((item: unknown) => lookUp(item, name) ?? []);
    return found.length > 1 ? found : found[0];
  }
  return isData(target) && Object.hasOwn(target, name) ? target[name] : undefined;
}

function native(focus: JsonataFocus, name: string): NativeFunction['implementation'] {
  return (focus.environment.lookup(name) as NativeFunction).implementation;
}
