import type { Plan, Refinement, Validation } from '../schemas/agent.ts';
import { quoted } from '../schemas/few-sentences.ts';
import { sizeProblems, toolProblems } from '../schemas/plan-problems.ts';
import { inForm, toolsInForm } from '../schemas/plan-schema.ts';
import { checkRefinement } from '../schemas/refinement-schema.ts';

export interface Criticised {
  readonly plan: Plan;
  readonly validation: Pick<Validation, 'criticism'>;
  readonly tools: readonly string[];
}

/** A refinement that can be laid out, or what is wrong with it, so that the model can mend it. */
export function checkRevisions(
  value: unknown,
  { plan, validation, tools }: Criticised,
): { readonly value: Refinement } | { readonly problems: readonly string[] } {
  const checked = checkRefinement(value);
  if ('problems' in checked) return checked;
  const criticised = validation.criticism.map(({ id }) => id);
  const steps = checked.value.steps.map((step) => ({
    ...step,
    id: criticised.includes(step.id) ? step.id : inForm(step.id),
    tools: toolsInForm(step.tools, tools),
  }));
  const revised = { steps: plan.steps.map((step) => ({ ...step, ...steps.find(({ id }) => id === step.id) })) };
  const problems = [
    ...steps.flatMap(({ id }, index) => {
      if (!criticised.includes(id))
        return [`steps.${index}.id: ${quoted(id)} was not criticised; revise only ${criticised.join(', ')}`];
      const first = steps.findIndex((step) => step.id === id);
      return first === index ? [] : [`steps.${index}.id: ${quoted(id)} is revised twice`];
    }),
    ...steps.flatMap((step, index) =>
      toolProblems(step.tools, tools).map((problem) => `steps.${index}.tools: ${problem}`),
    ),
    ...sizeProblems(revised).map((problem) => `steps: with these revisions ${problem}`),
  ];
  return problems.length === 0 ? { value: { steps } } : { problems };
}
