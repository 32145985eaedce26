import type { LayOutRequest } from '../schemas/step-board.ts';

/**
 * The ids of the steps that a pass does: those without a good result at first, later those that were criticised; and, since a
 * mended finding has to reach the result, all that build on them.
 */
export function stepsToDo({
  plan,
  results,
  again,
}: Pick<LayOutRequest, 'plan' | 'results' | 'again'>): ReadonlySet<string> {
  const ended = new Set(results.map(({ id }) => id));
  const done = new Set(results.filter(({ status }) => status === 'done').map(({ id }) => id));
  const criticised = new Set(again?.map(({ id }) => id));
  const isFirst = (id: string) => (again === null ? !done.has(id) : criticised.has(id) || !ended.has(id));
  const toDo = new Set(plan.steps.map(({ id }) => id).filter(isFirst));
  // Each round adds a step or is the last one.
  for (let before = -1; before < toDo.size;) {
    before = toDo.size;
    for (const { id, dependsOn } of plan.steps) {
      if (dependsOn.some((one) => toDo.has(one))) toDo.add(id);
      // Nothing that it depends on was done: it would be skipped once more, unless they are tried again, too.
      else if (toDo.has(id) && !dependsOn.some((one) => done.has(one))) dependsOn.forEach((one) => toDo.add(one));
    }
  }
  return toDo;
}
