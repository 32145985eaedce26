import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { extractInvoice } from './extract-invoice.ts';

const tools = modelStepTools();

export const handler = instrumented('extract-invoice', (event: ModelStepEvent<PartRequest>) =>
  extractInvoice(event, tools),
);
