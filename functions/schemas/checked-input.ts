import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import { fewSentences } from './few-sentences.ts';
import { InvalidInput } from './invalid-input.ts';

/**
 * Where a state machine starts another, its input says so, whoever wrote it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const STARTED_BY = { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: z.optional(z.string()) };

/** The input of an execution, when it is of the right shape; throws InvalidInput with a sentence for each wrong field. */
export function checkedInput<T>(schema: z.ZodMiniType<T>, input: unknown, fields: readonly string[]): T {
  const checked = checkedBy(schema, input);
  if ('value' in checked) return checked.value;
  const sentences = checked.fields.map(({ path, message }) => {
    const isUnknown = message === 'is not a known field' && !path.includes('.');
    return `${path === '' ? 'input' : path}: ${message}${isUnknown ? `; known fields are ${fields.join(', ')}` : ''}`;
  });
  throw new InvalidInput(fewSentences(sentences));
}
