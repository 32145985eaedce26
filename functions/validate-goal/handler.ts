import { AGENT_LIMITS, CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { agentLimits } from '../schemas/agent-limits.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { validateGoal } from './validate-goal.ts';
import type { ValidateGoalRequest } from './validate-goal.ts';

const bucket = required(CLAIM_CHECK_BUCKET);
const tools = { limits: agentLimits(required(AGENT_LIMITS)), bucket, store: s3ClaimChecks(bucket) };

export const handler = instrumented('validate-goal', (request: ValidateGoalRequest) => validateGoal(request, tools));
