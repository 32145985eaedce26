import type { PlanStep } from '../schemas/agent.ts';

/**
 * Steps in the order in which they should be begun wherever several are ready: those first on which the longest chain of others
 * waits. Nobody knows how long a step will take, so a chain is as long as it has steps.
 * https://en.wikipedia.org/wiki/List_scheduling
 */
export function bestFirst(steps: readonly PlanStep[]): readonly PlanStep[] {
  const chains = new Map(steps.map(({ id }) => [id, 1]));
  // A chain has at most as many steps as there are: after so many rounds nothing can grow, in whatever order they stand.
  for (let round = 1; round < steps.length; round += 1) {
    for (const { id, dependsOn } of steps) {
      for (const before of dependsOn) {
        const [own = 0, others] = [chains.get(id), chains.get(before)];
        if (others !== undefined) chains.set(before, Math.max(others, own + 1));
      }
    }
  }
  // The sort is stable: of equals the one that the planner named first comes first.
  return [...steps].sort((a, b) => (chains.get(b.id) ?? 0) - (chains.get(a.id) ?? 0));
}
