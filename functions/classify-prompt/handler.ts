import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { classifyPrompt } from './classify-prompt.ts';

const tools = modelStepTools();

export const handler = instrumented('classify-prompt', (event: ModelStepEvent) => classifyPrompt(event, tools));
