import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { toolDescriptions } from '../tools/registry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { planSteps } from './plan-steps.ts';
import type { PlanRequest } from './plan-steps.ts';

const tools = { ...modelStepTools(), toolDescriptions };

export const handler = instrumented('plan-steps', (event: ModelStepEvent<PlanRequest>) => planSteps(event, tools));
