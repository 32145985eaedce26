import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { PROPOSAL_TEMPLATE } from './results.ts';
import type { Proposal } from './results.ts';
import { closedObject, currency, figure, filledText, orNull } from './value-forms.ts';

const section = closedObject({
  heading: { type: 'string', enum: PROPOSAL_TEMPLATE, description: 'A heading of the template.' },
  text: { type: 'string', description: 'What the customer reads under it.' },
});

/** A `Proposal` for models and for the form that reviewers edit. */
export const proposalJsonSchema: JsonSchema = closedObject({
  title: { type: 'string', description: 'Title of the proposal.' },
  customer: orNull('string', 'Company that the proposal is for.'),
  sections: {
    type: 'array',
    description: `One section for each heading of the template, in its order: ${PROPOSAL_TEMPLATE.join(', ')}.`,
    items: section,
  },
  total: orNull('number', 'Price that the proposal names.'),
  currency: orNull('string', 'Three-letter code of ISO 4217, such as USD.'),
  assumptions: {
    type: 'array',
    description: 'What was taken for granted because request and deal do not say it.',
    items: { type: 'string' },
  },
});

const ORDER: readonly string[] = PROPOSAL_TEMPLATE;

const proposal = z.strictObject({
  title: filledText,
  customer: z.nullable(z.string()),
  // A heading that is missing makes a proposal incomplete, which a reviewer may see; one in the wrong place is a mistake.
  sections: z
    .array(z.strictObject({ heading: z.enum(PROPOSAL_TEMPLATE), text: z.string() }))
    .check(
      z.refine(
        (sections) => sections.every(({ heading }, at) => at === 0 || follows(heading, sections[at - 1]?.heading)),
        'must have each heading of the template at most once, in its order',
      ),
    ),
  total: z.nullable(figure),
  currency: z.nullable(currency),
  assumptions: z.array(z.string()),
});

export function checkProposal(value: unknown): Checked<Proposal> {
  return checkedBy(proposal, value);
}

function follows(heading: string, before: string | undefined): boolean {
  return before === undefined || ORDER.indexOf(heading) > ORDER.indexOf(before);
}
