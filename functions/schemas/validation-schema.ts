import * as z from 'zod/mini';
import type { Validation } from './agent.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { jsonBytes } from './json-bytes.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

export const validationJsonSchema: JsonSchema = closedObject({
  meetsCriteria: { type: 'boolean', description: 'Whether every criterion is met.' },
  score: { type: 'number', description: 'How far the criteria are met, from 0 to 1, with two digits.' },
  feedback: { type: 'string', description: 'Which criteria are met and which are not, and why; a few sentences.' },
  criticism: {
    type: 'array',
    description: 'Every step that has to be done again; empty when every criterion is met.',
    items: closedObject({
      id: { type: 'string', description: 'Id of the step.' },
      problem: { type: 'string', description: 'What is wrong with its result, so that it can be mended.' },
    }),
  },
});

// Each criticism goes to the step that is done again, the feedback to whoever asked. All of it travels in states, beside the plan.
const MOST = { feedback: 3_000, problem: 1_000, bytes: 40_000 } as const;

const validation = z
  .strictObject({
    meetsCriteria: z.boolean(),
    score: z.number().check(z.gte(0), z.lte(1)),
    feedback: filledUpTo(MOST.feedback),
    criticism: z.array(z.strictObject({ id: z.string(), problem: filledUpTo(MOST.problem) })),
  })
  .check(z.refine((verdict) => jsonBytes(verdict) <= MOST.bytes, 'is too long; use fewer words'));

/** Checks the form alone; which steps there are is for `validate-results`. */
export function checkValidation(value: unknown): Checked<Validation> {
  return checkedBy(validation, value);
}
