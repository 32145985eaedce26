import { modelOf, TIERS } from '../model-gateway/catalog.ts';
import type { Tier } from '../model-gateway/catalog.ts';
import { MOST_CLASSIFIED_BYTES } from '../prompts/classify-complexity.ts';
import type { ModelRequest } from '../schemas/model-request.ts';
import type { Amount } from '../stores/budgets.ts';

/**
 * The most that a request can cost when `tiers` may answer it: a token is at least a byte of text, a wrong answer is repaired
 * once (which reads it again), and one model answers in the end, the dearest of them. What others took before, which gave no
 * usable answer, is charged when the reservation is settled.
 */
export function upperBound(request: ModelRequest, tiers: readonly Tier[], classifierTokens: number): Amount {
  const { inputBytes = 0, maxTokens } = request;
  const repaired = request.responseSchema !== undefined;
  const input = repaired ? 2 * inputBytes + maxTokens : inputBytes;
  const output = repaired ? 2 * maxTokens : maxTokens;
  const classified = request.tier === undefined && request.taskType === undefined;
  // Asked, and repaired once, which reads the wrong verdict too.
  const verdictInput = classified ? 2 * MOST_CLASSIFIED_BYTES + classifierTokens : 0;
  const verdictOutput = classified ? 2 * classifierTokens : 0;
  return {
    tokens: input + output + verdictInput + verdictOutput,
    usd: price('haiku', verdictInput, verdictOutput) + Math.max(...tiers.map((tier) => price(tier, input, output))),
  };
}

/** By the dearest step and generation: which of them is deployed makes a bound no less a bound. */
function price(tier: Tier, input: number, output: number): number {
  const steps = [modelOf(tier), modelOf(tier, 'older')].flatMap(({ prices }) => prices);
  const dearest = (side: 'input' | 'output') => Math.max(...steps.map((step) => step[side]));
  return (input * dearest('input') + output * dearest('output')) / 1_000_000;
}

/** One tier cheaper, or the cheapest. */
export function tierBelow(tier: Tier): Tier {
  return TIERS[Math.max(0, TIERS.indexOf(tier) - 1)] ?? tier;
}

export function cheaper(one: Tier, other: Tier): Tier {
  return TIERS.indexOf(one) <= TIERS.indexOf(other) ? one : other;
}
