import type { AgentLimits } from './agent.ts';

/** Reads the value of AGENT_LIMITS, e.g. `{"steps":20,"iterations":3,"budget":{"usd":5,"tokens":2000000,"toolCalls":200,"seconds":null}}`. */
export function agentLimits(json: string): AgentLimits {
  const { steps, iterations, budget } = JSON.parse(json) as Partial<AgentLimits>;
  // Compared with what is not a number, everything is within its limit.
  const numbers = [steps, iterations, budget?.usd, budget?.tokens, budget?.toolCalls, budget?.seconds ?? 1];
  if (steps === undefined || iterations === undefined || budget === undefined || !numbers.every(isPositive)) {
    throw new Error(
      `AGENT_LIMITS must be {"steps", "iterations", "budget": {"usd", "tokens", "toolCalls", "seconds"}}, all of them above 0, only seconds may be null; it is ${json}`,
    );
  }
  return { steps, iterations, budget: { ...budget, seconds: budget.seconds ?? null } };
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
