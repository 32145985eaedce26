import * as z from 'zod/mini';
import { TIERS } from '../model-gateway/catalog.ts';
import type { Plan } from './agent.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import { jsonBytes } from './json-bytes.ts';
import { closedObject, textUpTo } from './value-forms.ts';

/** How much a plan may hold: it travels in every state of its run, beside the results. */
export const PLAN_BOUNDS = { title: 200, instruction: 4_000, bytes: 60_000 } as const;

/** The form of a step's id. */
export const STEP_ID = /^[a-z][a-z0-9-]{0,31}$/;

/** What all descriptions of a tier say. */
const TIER = {
  type: 'string',
  enum: TIERS,
  description: 'haiku for gathering, sonnet for usual work, opus only for hard judgement.',
};

/** How a model is told of what a step has in common with its revision. */
export const STEP_FIELDS = {
  instruction: { type: 'string', description: 'What to do, and what the result has to hold.' },
  tools: { type: 'array', description: 'Names of the tools that it needs.', items: { type: 'string' } },
  tier: TIER,
} as const;

export const planJsonSchema: JsonSchema = closedObject({
  steps: {
    type: 'array',
    description: 'The steps; the last one writes the answer.',
    items: closedObject({
      id: { type: 'string', description: 'Short name such as compare-prices, unique in the plan.' },
      title: { type: 'string', description: 'What the step is called, for people.' },
      instruction: STEP_FIELDS.instruction,
      dependsOn: {
        type: 'array',
        description: 'Ids of the steps whose results it reads.',
        items: { type: 'string' },
      },
      tools: STEP_FIELDS.tools,
      tier: STEP_FIELDS.tier,
    }),
  },
});

// Far above what a plan may hold: whoever checks plans says what is wrong with one that is too large, and this keeps it in a state.
const LOOSE = { items: 500, name: 500, text: 40_000, bytes: 120_000 } as const;

const names = z
  .array(textUpTo(LOOSE.name))
  .check(z.refine(({ length }) => length <= LOOSE.items, 'has too many items'));
const step = z.strictObject({
  id: textUpTo(LOOSE.name),
  title: textUpTo(LOOSE.text),
  instruction: textUpTo(LOOSE.text),
  dependsOn: names,
  tools: names,
  tier: z.enum(TIERS),
});
const structure = z
  .strictObject({
    steps: z.array(step).check(z.refine(({ length }) => length <= LOOSE.items, 'has far too many steps')),
  })
  .check(z.refine((plan) => jsonBytes(plan) <= LOOSE.bytes, 'is far too long; use fewer words'));

/** Checks the form alone; whether a plan can be run is for `check-plan`. */
export function checkPlanStructure(value: unknown): Checked<Plan> {
  return checkedBy(structure, value);
}

/** A name as it should have been written: models like capitals, spaces and underscores. */
export function inForm(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

/** The names of tools, each once, in the form of those that there are. */
export function toolsInForm(names: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => (known.includes(inForm(name)) ? inForm(name) : name)))];
}
