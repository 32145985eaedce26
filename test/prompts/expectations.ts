import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { mismatches } from '../../functions/schemas/json-schema.ts';
import type { JsonSchema } from '../../functions/schemas/json-schema.ts';

const value = z.json();
/** `lines.0.amount`; `lines.*.amount` is the list of all amounts; absent for the whole answer. */
const at = { at: z.string().optional() };

/** What an answer has to be like, each kind as `{at?, kind: …}`. Texts are compared without regard to capitals, but by `equals`. */
export const expectation = z.union([
  z.strictObject({ ...at, equals: value }),
  z.strictObject({ ...at, oneOf: z.array(value) }),
  /** A text within the text, or within or as an item of the list, however deep. */
  z.strictObject({ ...at, contains: value }),
  z.strictObject({ ...at, lacks: value }),
  z.strictObject({ ...at, matches: z.string() }),
  z.strictObject({ ...at, atLeast: z.number() }),
  z.strictObject({ ...at, atMost: z.number() }),
  /** Items of a list, characters of a text. */
  z.strictObject({ ...at, count: z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }) }),
  /** The answer has the shape that the prompt asks for. */
  z.strictObject({ ...at, schema: z.literal(true) }),
]);
export type Expectation = z.infer<typeof expectation>;

/** Why an answer does not meet an expectation; undefined when it does. */
export function unmet(expected: Expectation, answer: unknown, schema?: JsonSchema): string | undefined {
  const found = valueAt(answer, expected.at?.split('.') ?? []);
  const problem = problemOf(expected, found, schema);
  return problem && `${expected.at ?? 'the answer'} ${problem}, but is ${shown(found)}`;
}

function problemOf(expected: Expectation, found: unknown, schema: JsonSchema | undefined): string | undefined {
  if ('equals' in expected)
    return isDeepStrictEqual(found, expected.equals) ? undefined : `should be ${shown(expected.equals)}`;
  if ('oneOf' in expected)
    return expected.oneOf.some((one) => isDeepStrictEqual(found, one))
      ? undefined
      : `should be one of ${shown(expected.oneOf)}`;
  if ('contains' in expected)
    return contains(found, expected.contains) ? undefined : `should contain ${shown(expected.contains)}`;
  if ('lacks' in expected)
    return contains(found, expected.lacks) ? `should not contain ${shown(expected.lacks)}` : undefined;
  if ('matches' in expected)
    return typeof found === 'string' && new RegExp(expected.matches, 'i').test(found)
      ? undefined
      : `should match ${expected.matches}`;
  if ('atLeast' in expected)
    return Number(found) >= expected.atLeast ? undefined : `should be at least ${expected.atLeast}`;
  if ('atMost' in expected)
    return Number(found) <= expected.atMost ? undefined : `should be at most ${expected.atMost}`;
  if ('count' in expected) {
    const { atLeast = 0, atMost = Infinity } = expected.count;
    const size = Array.isArray(found) || typeof found === 'string' ? found.length : NaN;
    return size >= atLeast && size <= atMost ? undefined : `should have ${atLeast} to ${atMost} items or characters`;
  }
  const problems = schema === undefined ? ['the prompt asks for none'] : mismatches(schema, found);
  return problems.length === 0 ? undefined : `should have the prompt’s schema (${problems.join('; ')})`;
}

function valueAt(answer: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return answer;
  if (name === '*') return Array.isArray(answer) ? answer.map((item) => valueAt(item, rest)) : undefined;
  const members = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  return Object.hasOwn(members, name) ? valueAt(members[name], rest) : undefined;
}

function contains(found: unknown, wanted: unknown): boolean {
  // Lists of lists, too, e.g. the sources of all questions.
  if (Array.isArray(found)) return found.some((item) => isDeepStrictEqual(item, wanted) || contains(item, wanted));
  return isWithin(found, wanted);
}

function isWithin(found: unknown, wanted: unknown): boolean {
  return typeof found === 'string' && typeof wanted === 'string' && found.toLowerCase().includes(wanted.toLowerCase());
}

const MOST_SHOWN = 160;

function shown(found: unknown): string {
  const text = JSON.stringify(found) ?? 'nothing';
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)} …`;
}
