import { CLAIM_CHECK_BUCKET, MODEL_IDS, MODEL_TIMEOUT_SECONDS, required } from '../environment.ts';
import { bedrockGateway } from '../model-gateway/bedrock.ts';
import { parseModelIds } from '../model-gateway/model-ids.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { recordCall, recordError, recordRoute } from '../telemetry/model-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { invokeModel } from './invoke-model.ts';
import type { InvokeEvent } from './invoke-model.ts';

const tools = {
  models: bedrockGateway({ timeoutSeconds: Number(required(MODEL_TIMEOUT_SECONDS)) }),
  modelIds: parseModelIds(required(MODEL_IDS)),
  store: s3ClaimChecks(required(CLAIM_CHECK_BUCKET)),
  recordCall,
  recordError,
  recordRoute,
};

export const handler = instrumented('invoke-model', (event: InvokeEvent) => invokeModel(event, tools));
