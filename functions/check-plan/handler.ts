import { AGENT_LIMITS, required } from '../environment.ts';
import { agentLimits } from '../schemas/agent-limits.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { checkPlan } from './check-plan.ts';
import type { CheckPlanRequest } from './check-plan.ts';

const limits = agentLimits(required(AGENT_LIMITS));

export const handler = instrumented('check-plan', (event: CheckPlanRequest) =>
  Promise.resolve(checkPlan(event, limits)),
);
