import { modelStep } from '../model-gateway/model-step.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { classifyComplexity, complexityVerdict } from '../prompts/classify-complexity.ts';
import type { ComplexityVerdict } from '../prompts/classify-complexity.ts';
import { rendered } from '../prompts/prompt.ts';
import { promptOf } from '../stores/claim-check.ts';

/** A verdict has about 60 tokens, a second or two of the small model; the answer that it precedes is what takes time. */
const SLOW_VERDICT_MS = 5_000;

/** Asks the small model how complex a prompt is; the answer is a `ComplexityVerdict`. */
export function classifyPrompt(event: ModelStepEvent, tools: ModelStepTools): Promise<ModelStepAnswer> {
  const { request, maxTokens } = event;
  const { id: promptId, schema } = classifyComplexity;
  return modelStep(
    event,
    {
      promptId,
      clientId: request.clientId,
      slowAfterMs: SLOW_VERDICT_MS,
      question: async () => {
        const [prompt, asked] = await Promise.all([
          tools.prompts.pinned(classifyComplexity),
          promptOf(request, tools.store),
        ]);
        const content = rendered(prompt, asked);
        return {
          promptId,
          system: prompt.system,
          schema,
          messages: [{ role: 'user', content }],
          maxTokens,
          check: checkVerdict,
        };
      },
    },
    tools,
  );
}

function checkVerdict(value: unknown): { value: ComplexityVerdict } | { problems: readonly string[] } {
  const parsed = complexityVerdict.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'answer'}: ${code}`) };
}
