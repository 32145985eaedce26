import * as z from 'zod/mini';

/** What values of a document's result look like: in JSON Schema for models and forms, and as checks. */

type Described = { readonly type: readonly string[] | string; readonly description: string };

/** A scalar that a document may not say. Structured output knows no `nullable`, only a list of types. */
export const orNull = (type: 'string' | 'number' | 'integer', description: string): Described => ({
  type: [type, 'null'],
  description: `${description} Null when the document does not say it.`,
});

/** A closed object that has all of its properties: structured output takes no other. */
export const closedObject = (properties: Readonly<Record<string, object>>, description?: string) => ({
  type: 'object',
  ...(description === undefined ? {} : { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

// Above what anybody bills, in any currency, and far below where a product of two of them is no number any more.
const LARGEST_FIGURE = 1e12;
const BOUND = LARGEST_FIGURE.toLocaleString('en-US');

/** A quantity, a price, a sum of money or a percentage. What JSON can write beyond that, e.g. 1e303, is a mistake in reading. */
export const figure = z
  .number()
  .check(z.refine((value) => Math.abs(value) <= LARGEST_FIGURE, `must be between -${BOUND} and ${BOUND}`));

export const filledText = z.string().check(z.regex(/\S/, 'must not be empty'));

/** Text of at most so many UTF-16 units. */
export const textUpTo = (most: number) => z.string().check(upTo(most));

/** The same, and not blank. */
export const filledUpTo = (most: number) => filledText.check(upTo(most));

/** A day such as `2026-03-31`; the 31st of February is none. */
export const day = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-03-31', abort: true }))
  .check(z.refine(isInCalendar, 'must be a day that the calendar has'));

/** A code of ISO 4217. */
export const currency = z.string().check(z.regex(/^[A-Z]{3}$/, 'must be three capital letters such as USD'));

function upTo(most: number) {
  return z.refine<string>(
    ({ length }) => length <= most,
    `must have at most ${most.toLocaleString('en-US')} characters`,
  );
}

function isInCalendar(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}
