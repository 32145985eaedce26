import { ENTERED } from '../guarded-model-call/expressions.ts';

/** JSONata: what the run has used, outside of its steps. */
export const TOTALS = '$merge([$spent, {"toolCalls": $toolCalls}])';

/** JSONata: whether a model may be called, when a run has used so much. */
export function modelAllowed(totals: string): string {
  const inTime = `($goal.budget.seconds = null or ${ENTERED} < $startedAt + 1000 * $goal.budget.seconds)`;
  const tokens = `(${totals}).inputTokens + (${totals}).outputTokens < $goal.budget.tokens`;
  return `((${totals}).costUsd < $goal.budget.usd and ${tokens} and ${inTime})`;
}

/** JSONata: whether a tool may be used. */
export function toolAllowed(totals: string): string {
  return `((${totals}).toolCalls < $goal.budget.toolCalls)`;
}

/** JSONata: which of its limits a run has reached, in words. */
export function spentIn(totals: string): string {
  const tokens = `(${totals}).inputTokens + (${totals}).outputTokens`;
  return `((${totals}).costUsd >= $goal.budget.usd ? "dollars" : ${tokens} >= $goal.budget.tokens ? "tokens" : "seconds")`;
}
