import * as z from 'zod/mini';
import { lineUpTo, listUpTo, sourceIds } from './bounded.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Outline } from './research.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

/** Each question is an analyst's work: a report of more is one that nobody reads. */
export const MOST_QUESTIONS = 7;

const question = closedObject({
  question: { type: 'string', description: 'A question that the documents can answer.' },
  why: { type: 'string', description: 'What its answer adds to the report, in one sentence.' },
  sources: {
    type: 'array',
    description: 'Ids of the documents and tables that answer it.',
    items: { type: 'string' },
  },
});

/** An `Outline` for models. */
export const outlineJsonSchema: JsonSchema = closedObject({
  title: { type: 'string', description: 'Title of the report.' },
  questions: {
    type: 'array',
    description: `One to ${MOST_QUESTIONS} questions, the most important first.`,
    items: question,
  },
});

const outline = z.strictObject({
  title: lineUpTo(300),
  questions: listUpTo(
    MOST_QUESTIONS,
    z.strictObject({ question: filledUpTo(1_000), why: filledUpTo(2_000), sources: sourceIds() }),
    1,
  ),
});

export function checkOutline(value: unknown): Checked<Outline> {
  return checkedBy(outline, value);
}
