import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { partStep } from '../model-gateway/part-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { checkClassification, classifyDocument as prompt } from '../prompts/classify-document.ts';
import { withoutMiddle } from '../schemas/shortened.ts';

/** A verdict has about 100 tokens, two seconds or three of the small model; reading the pages of a PDF takes it longer. */
const SLOW_VERDICT_MS = 8_000;

// What a document is shows at its beginning; a reference may stand at its end.
const HEAD_CHARACTERS = 6_000;
const TAIL_CHARACTERS = 2_000;

/** Asks what a document is; the answer is a `Classification`. */
export function classifyDocument(event: ModelStepEvent<PartRequest>, tools: ModelStepTools): Promise<ModelStepAnswer> {
  const isText = event.request.part.content.kind === 'text';
  return partStep(
    event,
    {
      prompt,
      slowAfterMs: isText ? SLOW_VERDICT_MS : SLOW_CALL_MS[event.tier],
      excerpt: (text) => withoutMiddle(text, HEAD_CHARACTERS, TAIL_CHARACTERS),
      check: checkClassification,
    },
    tools,
  );
}
