import type { Responder } from '../../conversation.ts';
import { structured } from '../structured.ts';
import { fieldsIn, taskOf, textAt, textsIn } from '../task.ts';
import { planFor } from './plan-for.ts';
import { repaired } from './repair-plan.ts';

/** `plan-steps`: a plan for the goal, or the faulty one mended. */
export const planSteps: Responder = (request) => {
  const task = taskOf(request);
  const known = fieldsIn(task.json('tools')).map((tool) => textAt(tool, 'name'));
  const steps = planFor(task.text('goal'), known);
  const problems = textsIn(task.json('problems'));
  return structured(
    { steps: problems.length === 0 ? steps : repaired(task.json('plan'), problems, known, steps) },
    request,
  );
};
