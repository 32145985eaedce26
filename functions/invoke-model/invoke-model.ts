import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { Message } from '../model-gateway/gateway.ts';
import { modelStep } from '../model-gateway/model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { answer } from '../prompts/answer.ts';
import { rendered } from '../prompts/prompt.ts';
import { mismatches } from '../schemas/json-schema.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';
import { promptOf } from '../stores/claim-check.ts';

/** Answers a request, in words or in the shape that it asks for. */
export function invokeModel(event: ModelStepEvent, tools: ModelStepTools): Promise<ModelStepAnswer> {
  const { request, tier, maxTokens } = event;
  const { responseSchema: schema, system } = request;
  return modelStep(
    event,
    {
      promptId: answer.id,
      clientId: request.clientId,
      slowAfterMs: SLOW_CALL_MS[tier],
      question: async () => {
        const content = rendered(answer, await promptOf(request, tools.store));
        const messages: readonly Message[] = [...(request.messages ?? []), { role: 'user', content }];
        return {
          promptId: answer.id,
          system,
          messages,
          maxTokens,
          ...(schema !== undefined && { schema, check: follows(schema) }),
        };
      },
    },
    tools,
  );
}

function follows(schema: JsonSchema) {
  return (value: unknown) => {
    const problems = mismatches(schema, value);
    return problems.length === 0 ? { value } : { problems };
  };
}
