import { SLOW_CALL_MS } from '../model-gateway/catalog.ts';
import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { partStep, SHARED_STATE_BYTES } from '../model-gateway/part-step.ts';
import type { PartRequest } from '../model-gateway/part-step.ts';
import { analyzeContract as prompt, checkContract } from '../prompts/analyze-contract.ts';
import { citationProblems } from './check-citations.ts';

/** Looks for risks in one part of a contract; the answer is a `Contract` each of whose findings cites what is there. */
export function analyzeContract(event: ModelStepEvent<PartRequest>, tools: ModelStepTools): Promise<ModelStepAnswer> {
  return partStep(
    event,
    { prompt, slowAfterMs: SLOW_CALL_MS[event.tier], inlineBytes: SHARED_STATE_BYTES, check },
    tools,
  );
}

function check(value: unknown, text?: string) {
  const checked = checkContract(value);
  if ('problems' in checked) return checked;
  const problems = citationProblems(checked.value, text);
  return problems.length === 0 ? checked : { problems };
}
