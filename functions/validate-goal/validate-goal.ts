import type { AgentLimits, Goal } from '../schemas/agent.ts';
import { checkedInput } from '../schemas/checked-input.ts';
import { GOAL_FIELDS, goalSchema } from './goal-schema.ts';

/** Checks what starts `agent-loop`, and fills in what its caller left out; throws InvalidInput. */
export function validateGoal({ input }: { readonly input: unknown }, limits: AgentLimits): { readonly goal: Goal } {
  const { goal, criteria = [], maxIterations, budget } = checkedInput(goalSchema(limits), input, GOAL_FIELDS);
  return {
    goal: {
      goal,
      criteria,
      maxIterations: maxIterations ?? limits.iterations,
      budget: { ...limits.budget, ...budget },
    },
  };
}
