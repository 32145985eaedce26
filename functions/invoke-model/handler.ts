import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { invokeModel } from './invoke-model.ts';

const tools = modelStepTools();

export const handler = instrumented('invoke-model', (event: ModelStepEvent) => invokeModel(event, tools));
