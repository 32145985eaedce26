import * as z from 'zod/mini';
import { listUpTo, sourceIds } from './bounded.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Analysis } from './research.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

const findingJsonSchema = closedObject({
  statement: { type: 'string', description: 'One claim, in one to three sentences, with its figures.' },
  sources: {
    type: 'array',
    description: 'Ids of the documents and tables that say it; at least one.',
    items: { type: 'string' },
  },
});

/** An `Analysis` for models. */
export const analysisJsonSchema: JsonSchema = closedObject({
  question: { type: 'string', description: 'The question, as it was asked.' },
  findings: {
    type: 'array',
    description: 'What answers the question, the most important first; empty when the documents do not.',
    items: findingJsonSchema,
  },
  counterarguments: {
    type: 'array',
    description: 'What in the documents speaks against the findings, or limits them.',
    items: findingJsonSchema,
  },
  implications: {
    type: 'string',
    description: 'What it means for the topic and the audience, and what stays unknown.',
  },
});

const finding = z.strictObject({ statement: filledUpTo(1_500), sources: sourceIds(1) });

// Seven analyses go to the writer at once: 65,000 characters each at most, some 110,000 tokens together.
const analysis = z.strictObject({
  question: filledUpTo(1_000),
  findings: listUpTo(20, finding),
  counterarguments: listUpTo(20, finding),
  implications: filledUpTo(5_000),
});

export function checkAnalysis(value: unknown): Checked<Analysis> {
  return checkedBy(analysis, value);
}
