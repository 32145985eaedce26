import {
  ANSWERS_TABLE,
  CACHED_ANSWER_SECONDS,
  CLAIM_CHECK_BUCKET,
  KEPT_ANSWER_SECONDS,
  MODEL_IDS,
  MODEL_TIMEOUT_SECONDS,
  PINNED_PROMPTS,
  required,
} from '../environment.ts';
import { bedrockGateway } from '../model-gateway/bedrock.ts';
import { parseModelIds } from '../model-gateway/model-ids.ts';
import type { ModelStepTools } from '../model-gateway/model-step.ts';
import { EMBEDDED } from '../prompts/prompt.ts';
import type { Prompts } from '../prompts/prompt.ts';
import { dynamodbAnswers } from '../stores/answers.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { impatientClient, lazily } from '../stores/conditional-update.ts';
import { pinnedPrompts } from '../stores/pinned-prompts.ts';
import { recordCall, recordError, recordRoute } from '../telemetry/model-metrics.ts';
import { recordPromptFallback } from '../telemetry/prompt-metrics.ts';
import { guardTools } from './guard-tools.ts';

/** What every function that asks a model is wired with, from the environment that infra gives it. */
export function modelStepTools(): ModelStepTools {
  // One client for both tables: it and its connections are made once.
  const connect = lazily(impatientClient);
  return {
    models: bedrockGateway({ timeoutSeconds: Number(required(MODEL_TIMEOUT_SECONDS)) }),
    modelIds: parseModelIds(required(MODEL_IDS)),
    store: s3ClaimChecks(required(CLAIM_CHECK_BUCKET)),
    prompts: promptsOf(process.env[PINNED_PROMPTS]),
    answers: dynamodbAnswers(required(ANSWERS_TABLE), {
      clientSeconds: Number(required(CACHED_ANSWER_SECONDS)),
      ownSeconds: Number(required(KEPT_ANSWER_SECONDS)),
      connect,
    }),
    guard: guardTools(connect),
    recordCall,
    recordError,
    recordRoute,
  };
}

function promptsOf(pinned: string | undefined): Prompts {
  if (pinned === undefined) return EMBEDDED;
  return pinnedPrompts(JSON.parse(pinned) as Record<string, string>, { report: recordPromptFallback });
}
