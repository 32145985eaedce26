import { MODEL_TIMEOUT_SECONDS, required } from '../functions/environment.ts';
import { bedrockGateway } from '../functions/model-gateway/bedrock.ts';
import type { ModelStepEvent } from '../functions/model-gateway/model-step.ts';

/** What a step would be without a guard: one call of the model through the same gateway, and nothing else. */
const models = bedrockGateway({ timeoutSeconds: Number(required(MODEL_TIMEOUT_SECONDS)) });

export async function handler({ request, modelId, maxTokens }: ModelStepEvent) {
  const content = request.prompt ?? '';
  const { text, usage, costUsd } = await models.call({
    promptId: 'answer@1',
    modelId,
    messages: [{ role: 'user', content }],
    maxTokens,
  });
  return { answer: text, usage, costUsd };
}
