import { CLAIM_CHECK_BUCKET, MODEL_IDS, MODEL_TIMEOUT_SECONDS, required } from '../environment.ts';
import { bedrockGateway } from '../model-gateway/bedrock.ts';
import { parseModelIds } from '../model-gateway/model-ids.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { recordCall, recordError } from '../telemetry/model-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { classifyPrompt } from './classify-prompt.ts';
import type { ClassifyEvent } from './classify-prompt.ts';

const tools = {
  models: bedrockGateway({ timeoutSeconds: Number(required(MODEL_TIMEOUT_SECONDS)) }),
  store: s3ClaimChecks(required(CLAIM_CHECK_BUCKET)),
  modelId: parseModelIds(required(MODEL_IDS)).of('haiku'),
  recordCall,
  recordError,
};

export const handler = instrumented('classify-prompt', (event: ClassifyEvent) => classifyPrompt(event, tools));
