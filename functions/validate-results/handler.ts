import type { ModelStepEvent } from '../model-gateway/model-step.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { modelStepTools } from '../wiring/model-step-tools.ts';
import { validateResults } from './validate-results.ts';
import type { ValidationRequest } from './validate-results.ts';

const tools = modelStepTools();

export const handler = instrumented('validate-results', (event: ModelStepEvent<ValidationRequest>) =>
  validateResults(event, tools),
);
