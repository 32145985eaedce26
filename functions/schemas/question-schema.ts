import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { LONGEST_ANSWER } from './review-api.ts';
import type { Question } from './review.ts';
import { closedObject } from './value-forms.ts';

/** A `Question` for whoever answers by the API. */
export const questionJsonSchema: JsonSchema = closedObject({
  question: { type: 'string', description: 'What an agent asks; not to be changed.' },
  context: { type: 'string', description: 'What the agent says about it; not to be changed.' },
  answer: {
    type: 'string',
    description: 'What the agent is told.',
    minLength: 1,
    maxLength: LONGEST_ANSWER,
  },
});

const question = z.strictObject({
  question: z.string(),
  context: z.string(),
  answer: z
    .string()
    .check(z.overwrite((text) => text.toWellFormed().trim()))
    .check(
      z.minLength(1),
      z.refine(
        (text) => text.length <= LONGEST_ANSWER,
        `must have at most ${LONGEST_ANSWER.toLocaleString('en-US')} characters`,
      ),
      z.regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, 'must not have control characters'),
    ),
});

export function checkQuestion(value: unknown): Checked<Question> {
  return checkedBy(question, value);
}
