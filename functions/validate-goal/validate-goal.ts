import type { AgentLimits, Goal, RunState } from '../schemas/agent.ts';
import { checkedInput } from '../schemas/checked-input.ts';
import { InvalidInput } from '../schemas/invalid-input.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { readRun } from '../stores/kept-runs.ts';
import { GOAL_FIELDS, goalSchema } from './goal-schema.ts';

export interface ValidateGoalRequest {
  readonly input: unknown;
  /** When the execution began, in milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface ValidateGoalTools {
  readonly limits: AgentLimits;
  /** Where runs are kept that go on. */
  readonly bucket: string;
  readonly store: Pick<ClaimChecks, 'read'>;
}

/** Checks what starts `agent-loop`, and fills in what its caller left out; where a run goes on, finds where it stands. */
export async function validateGoal(
  { input, startedAt }: ValidateGoalRequest,
  { limits, bucket, store }: ValidateGoalTools,
): Promise<{ readonly goal: Goal; readonly run: RunState }> {
  const { goal, criteria = [], maxIterations, budget, resume } = checkedInput(goalSchema(limits), input, GOAL_FIELDS);
  const run = resume === undefined ? begun(startedAt) : await readRun(resume, bucket, store);
  if (run === undefined) throw new InvalidInput(['resume: is no address of a run; leave it out to begin one']);
  return {
    goal: {
      goal,
      criteria,
      maxIterations: maxIterations ?? limits.iterations,
      budget: { ...limits.budget, ...budget },
    },
    run,
  };
}

function begun(startedAt: number): RunState {
  const spent = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  return { startedAt, plan: null, revisions: [], best: null, iteration: 1, spent, toolCalls: 0 };
}
