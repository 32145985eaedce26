import type { Criticism, Plan, Validation } from '../schemas/agent.ts';
import { quoted } from '../schemas/few-sentences.ts';
import { inForm } from '../schemas/plan-schema.ts';
import { checkValidation } from '../schemas/validation-schema.ts';

/** A verdict that can be acted on, or what is wrong with it, so that the model can mend it. */
export function checkVerdict(
  value: unknown,
  { steps }: Plan,
): { readonly value: Validation } | { readonly problems: readonly string[] } {
  const checked = checkValidation(value);
  if ('problems' in checked) return checked;
  const { meetsCriteria, score, criticism } = checked.value;
  const ids = steps.map(({ id }) => id);
  const inPlan = criticism.map(({ id, problem }) => ({ id: ids.includes(id) ? id : inForm(id), problem }));
  const problems = [
    ...inPlan.flatMap(({ id }, index) =>
      ids.includes(id)
        ? []
        : [`criticism.${index}.id: ${quoted(id)} is no step of the plan; the steps are ${ids.join(', ')}`],
    ),
    ...(meetsCriteria && criticism.length > 0
      ? ['criticism: must be empty when meetsCriteria is true; if a step has to be done again, meetsCriteria is false']
      : []),
    ...(!meetsCriteria && criticism.length === 0
      ? ['criticism: must name at least one step to be done again when meetsCriteria is false']
      : []),
  ];
  if (problems.length > 0) return { problems };
  return { value: { ...checked.value, score: Math.round(score * 100) / 100, criticism: joined(inPlan) } };
}

/** One criticism for each step. */
function joined(criticism: readonly Criticism[]): readonly Criticism[] {
  const bySteps = Map.groupBy(criticism, ({ id }) => id);
  return [...bySteps].map(([id, all]) => ({ id, problem: all.map(({ problem }) => problem).join('\n') }));
}
