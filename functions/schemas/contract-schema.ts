import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Contract } from './results.ts';
import { closedObject, currency, day, figure, filledText, orNull } from './value-forms.ts';

const SEVERITIES = ['low', 'medium', 'high'] as const;

const finding = closedObject({
  clause: { type: 'string', description: 'Number of the clause as printed, e.g. 7 or 7.2.' },
  quote: { type: 'string', description: 'The words of the clause that carry the risk, verbatim.' },
  risk: { type: 'string', description: 'What may happen to the party that receives the service, in one sentence.' },
  severity: { type: 'string', enum: SEVERITIES, description: 'How much the risk can cost.' },
  recommendation: { type: 'string', description: 'What to negotiate, in one sentence.' },
});

/** A `Contract` for models and for the form that reviewers edit. */
export const contractJsonSchema: JsonSchema = closedObject({
  parties: { type: 'array', description: 'Names of the parties.', items: { type: 'string' } },
  effectiveDate: orNull('string', 'Day from which it holds, as YYYY-MM-DD.'),
  value: orNull('number', 'What one party pays the other over the whole term, as printed; never computed.'),
  currency: orNull('string', 'Three-letter code of ISO 4217 of that value, such as USD.'),
  clauses: {
    type: 'array',
    description: 'Numbers of all clauses as printed, in order.',
    items: { type: 'string' },
  },
  findings: { type: 'array', description: 'Risks, in the order of their clauses.', items: finding },
});

const contract = z.strictObject({
  parties: z.array(filledText),
  effectiveDate: z.nullable(day),
  value: z.nullable(figure),
  currency: z.nullable(currency),
  clauses: z.array(filledText),
  findings: z.array(
    z.strictObject({
      clause: filledText,
      quote: filledText,
      risk: filledText,
      severity: z.enum(SEVERITIES),
      recommendation: z.string(),
    }),
  ),
});

export function checkContract(value: unknown): Checked<Contract> {
  return checkedBy(contract, value);
}
