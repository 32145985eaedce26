import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { classifyDocument } from './classify-document.ts';

const tools = modelStepTools();

export const handler = instrumented('classify-document', (event: ModelStepEvent<PartRequest>) =>
  classifyDocument(event, tools),
);
