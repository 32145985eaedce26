import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { partStep } from '../model-gateway/part-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { checkClassification, classifyDocument as prompt } from '../prompts/classify-document.ts';

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
      excerpt: headAndTail,
      check: checkClassification,
    },
    tools,
  );
}

function headAndTail(text: string): string {
  const left = text.length - HEAD_CHARACTERS - TAIL_CHARACTERS;
  if (left <= 0) return text;
  const head = text.slice(0, HEAD_CHARACTERS).toWellFormed();
  const tail = text.slice(-TAIL_CHARACTERS).toWellFormed();
  return `${head}\n[${left} characters left out]\n${tail}`;
}
