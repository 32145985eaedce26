import { AGENT_LIMITS, required } from '../environment.ts';
import { agentLimits } from '../schemas/agent-limits.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { validateGoal } from './validate-goal.ts';

const limits = agentLimits(required(AGENT_LIMITS));

export const handler = instrumented('validate-goal', (event: { readonly input: unknown }) =>
  Promise.resolve(validateGoal(event, limits)),
);
