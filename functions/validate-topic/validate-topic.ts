import * as z from 'zod/mini';
import { checkedInput, STARTED_BY } from '../schemas/checked-input.ts';
import type { Topic } from '../schemas/research.ts';
import { filledUpTo, textUpTo } from '../schemas/value-forms.ts';

// Both go into every call of the run.
const FIELDS = { topic: filledUpTo(2_000), audience: z.optional(textUpTo(300)) };
const topicSchema = z.strictObject({ ...FIELDS, ...STARTED_BY });

/** Checks what starts `research-report`; throws InvalidInput with a sentence for each wrong field. */
export function validateTopic({ input }: { readonly input: unknown }): Topic {
  const { topic, audience = '' } = checkedInput(topicSchema, input, Object.keys(FIELDS));
  return { topic, audience };
}
