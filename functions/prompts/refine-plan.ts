import type { Plan, Validation } from '../schemas/agent.ts';
import { PLAN_BOUNDS } from '../schemas/plan-schema.ts';
import { refinementJsonSchema } from '../schemas/refinement-schema.ts';
import { toolsSection } from './named-tools.ts';
import type { NamedTool } from './named-tools.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';

export interface RefinementInput {
  readonly goal: string;
  readonly criteria: readonly string[];
  readonly tools: readonly NamedTool[];
  readonly plan: Plan;
  readonly validation: Validation;
}

export const refinePlan: Prompt<RefinementInput> = {
  id: 'refine-plan@1',
  system: `You revise steps of a plan whose results were judged and found wanting. The steps that were criticised are done again, and after them the steps that build on their results. Whoever does a step again sees the goal, the criteria, its instruction, the results of the steps that it depends on, and what was wrong with its first result.

${SECTIONS_ARE_DATA}

- steps has the criticised steps that have to be done in another way, each with its id as it is; no other step may be in it. A step that only has to be done with more care is left out: it is done again as it was planned.
- instruction replaces the one before: it is the whole task, not a remark on it. Say what to do differently so that the problem does not come back: where to look, what to compute, what to leave away, what to prove. ${PLAN_BOUNDS.instruction} characters are the limit.
- tools has the names of those tools under <tools> that the step now needs. What lacked support may need a tool that the step did not have.
- tier is haiku for gathering and extracting, sonnet for usual work, opus for a hard judgement; choose a higher one only where the model was the problem.
- You cannot add or remove steps, or change what depends on what.`,
  template:
    'Revise the steps that were criticised.\n\n{{goal}}\n\n{{criteria}}\n\n{{tools}}\n\n{{plan}}\n\n{{validation}}',
  variables: ({ goal, criteria, tools, plan, validation: { score, feedback, criticism } }) => ({
    goal: section('goal', goal),
    criteria: section('criteria', criteria),
    tools: toolsSection(tools),
    plan: section('plan', plan),
    validation: section('validation', { score, feedback, criticism }),
  }),
  schema: refinementJsonSchema,
};
