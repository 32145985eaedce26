import type { Plan, Refinement, Revision, Validation } from '../schemas/agent.ts';
import { grouped, quoted } from '../schemas/few-sentences.ts';
import { inForm, PLAN_BOUNDS, toolsInForm } from '../schemas/plan-schema.ts';
import { jsonBytes } from '../schemas/json-bytes.ts';
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
  const problems = [
    ...steps.flatMap(({ id }, index) => {
      if (!criticised.includes(id))
        return [`steps.${index}.id: ${quoted(id)} was not criticised; revise only ${criticised.join(', ')}`];
      const first = steps.findIndex((step) => step.id === id);
      return first === index ? [] : [`steps.${index}.id: ${quoted(id)} is revised twice`];
    }),
    ...steps.flatMap((step, index) => toolProblems(step, index, tools)),
    ...sizeProblems(plan, steps),
  ];
  return problems.length === 0 ? { value: { steps } } : { problems };
}

function toolProblems({ tools }: Revision, index: number, known: readonly string[]): readonly string[] {
  const there = known.length === 0 ? 'there are no tools' : `the tools are ${known.join(', ')}`;
  return tools
    .filter((name) => !known.includes(name))
    .map((name) => `steps.${index}.tools: ${quoted(name)} does not exist; ${there}`);
}

function sizeProblems({ steps }: Plan, revisions: readonly Revision[]): readonly string[] {
  const revised = steps.map((step) => ({ ...step, ...revisions.find(({ id }) => id === step.id) }));
  const bytes = jsonBytes({ steps: revised });
  if (bytes <= PLAN_BOUNDS.bytes) return [];
  const most = grouped(PLAN_BOUNDS.bytes);
  return [`steps: the plan would have ${grouped(bytes)} bytes, at most ${most} are possible; use fewer words`];
}
