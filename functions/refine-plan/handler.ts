import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { toolDescriptions } from '../tools/registry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { refinePlan } from './refine-plan.ts';
import type { RefineRequest } from './refine-plan.ts';

const tools = { ...modelStepTools(), toolDescriptions };

export const handler = instrumented('refine-plan', (event: ModelStepEvent<RefineRequest>) => refinePlan(event, tools));
