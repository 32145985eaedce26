import { rendered } from '../prompts/prompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { SLOW_CALL_MS } from './catalog.ts';
import { modelStep } from './model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from './model-step.ts';
import type { Check } from './structured.ts';

export interface PromptStep<Input> {
  readonly prompt: Prompt<Input>;
  /** Read when the call has been let through. */
  readonly input: () => Promise<Input>;
  readonly check: Check<unknown>;
}

/** Asks one model one question of a prompt, in words. */
export function promptStep<Input>(
  event: ModelStepEvent<unknown>,
  { prompt: embedded, input, check }: PromptStep<Input>,
  tools: ModelStepTools,
): Promise<ModelStepAnswer> {
  return modelStep(
    event,
    {
      promptId: embedded.id,
      slowAfterMs: SLOW_CALL_MS[event.tier],
      question: async () => {
        const prompt = await tools.prompts.pinned(embedded);
        const { id: promptId, system, schema } = prompt;
        const message = { role: 'user', content: rendered(prompt, await input()) } as const;
        return { promptId, system, schema, messages: [message], maxTokens: event.maxTokens, check };
      },
    },
    tools,
  );
}
