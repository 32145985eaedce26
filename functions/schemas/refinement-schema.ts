import * as z from 'zod/mini';
import { TIERS } from '../model-gateway/catalog.ts';
import type { Refinement } from './agent.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { PLAN_BOUNDS, STEP_FIELDS } from './plan-schema.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

export const refinementJsonSchema: JsonSchema = closedObject({
  steps: {
    type: 'array',
    description: 'The criticised steps that are to be done in another way; the others stay as they are.',
    items: closedObject({
      id: { type: 'string', description: 'Id of the step, as it is in the plan.' },
      ...STEP_FIELDS,
    }),
  },
});

const refinement = z.strictObject({
  steps: z.array(
    z.strictObject({
      id: z.string(),
      instruction: filledUpTo(PLAN_BOUNDS.instruction),
      tools: z.array(z.string()),
      tier: z.enum(TIERS),
    }),
  ),
});

/** Checks the form alone; which steps may be revised is for `refine-plan`. */
export function checkRefinement(value: unknown): Checked<Refinement> {
  return checkedBy(refinement, value);
}
