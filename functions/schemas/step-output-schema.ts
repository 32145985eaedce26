import * as z from 'zod/mini';
import type { StepOutput } from './agent.ts';
import { sourceIds } from './bounded.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

/** A `StepOutput` for models. */
export const stepOutputJsonSchema: JsonSchema = closedObject({
  output: { type: 'string', description: 'The result of the step, in Markdown.' },
  sources: {
    type: 'array',
    description: 'Ids of the documents and tables that the result rests on.',
    items: { type: 'string' },
  },
});

const stepOutput = z.strictObject({ output: filledUpTo(100_000), sources: sourceIds() });

export function checkStepOutput(value: unknown): Checked<StepOutput> {
  return checkedBy(stepOutput, value);
}
