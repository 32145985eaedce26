import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { partStep, SHARED_STATE_BYTES } from '../model-gateway/part-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { checkInvoice, extractInvoice as prompt } from '../prompts/extract-invoice.ts';

/** Copies what one part of an invoice says; the answer is an `Invoice`. */
export function extractInvoice(event: ModelStepEvent<PartRequest>, tools: ModelStepTools): Promise<ModelStepAnswer> {
  return partStep(
    event,
    { prompt, slowAfterMs: SLOW_CALL_MS[event.tier], inlineBytes: SHARED_STATE_BYTES, check: checkInvoice },
    tools,
  );
}
