import type { Plan, PlanStep, Revision } from '../schemas/agent.ts';
import type { LaidOut, LayOutRequest } from '../schemas/step-board.ts';
import type { StepBoards } from '../stores/step-boards.ts';
import { bestFirst } from './best-first.ts';
import { stepsToDo } from './steps-to-do.ts';

/** Lays out the steps of the next pass over a plan: what has to be done again, as the refiner wants it done. */
export async function layOutSteps(request: LayOutRequest, boards: Pick<StepBoards, 'layOut'>): Promise<LaidOut> {
  const { results, again, spent, at } = request;
  const toDo = stepsToDo(request);
  const plan = revised(request.plan, request.revisions, toDo);
  const steps = plan.steps.filter(({ id }) => toDo.has(id));
  if (steps.length === 0) return { plan, tickets: [] };
  const needed = new Set(steps.flatMap(({ dependsOn }) => dependsOn));
  await boards.layOut(
    request.board,
    {
      steps: bestFirst(steps).map((step) => ({ step, problem: problemOf(step, again) })),
      kept: results.filter(({ id }) => needed.has(id) && !toDo.has(id)),
      before: spent,
    },
    at,
  );
  return { plan, tickets: [...steps.keys()] };
}

/** A step that is not done again stays as it was done. */
function revised(plan: Plan, revisions: readonly Revision[], toDo: ReadonlySet<string>): Plan {
  return {
    steps: plan.steps.map((step) => {
      const revision = toDo.has(step.id) ? revisions.find(({ id }) => id === step.id) : undefined;
      if (revision === undefined) return step;
      const { instruction, tools, tier } = revision;
      return { ...step, instruction, tools, tier };
    }),
  };
}

function problemOf({ id }: PlanStep, again: LayOutRequest['again']): string | null {
  const problems = (again ?? []).filter((criticism) => criticism.id === id);
  return problems.length === 0 ? null : problems.map(({ problem }) => problem).join('\n');
}
