import { findModel, MODELS } from './catalog.ts';
import type { PriceStep } from './catalog.ts';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What has been spent so far: tokens and US dollars, over any number of calls. */
export interface Spent {
  readonly usage: Usage;
  readonly costUsd: number;
}

const TOKENS_PER_PRICE = 1_000_000;

/**
 * US dollars for one call, by list price. Prices have steps by prompt size, so each call must be priced by itself:
 * the price of a sum is not the sum of the prices. An unknown model costs as much as the dearest known one.
 */
export function costOf(modelId: string, usage: Usage): number {
  const steps = findModel(modelId)?.prices ?? DEAREST;
  const step = steps.find(({ upToPromptTokens }) => usage.inputTokens <= (upToPromptTokens ?? Infinity));
  if (step === undefined) throw new Error(`the price steps of ${modelId} leave out ${usage.inputTokens} tokens`);
  return toNanoUsd((usage.inputTokens * step.input + usage.outputTokens * step.output) / TOKENS_PER_PRICE);
}

export function add(one: Spent, other: Spent): Spent {
  return {
    usage: {
      inputTokens: one.usage.inputTokens + other.usage.inputTokens,
      outputTokens: one.usage.outputTokens + other.usage.outputTokens,
    },
    costUsd: toNanoUsd(one.costUsd + other.costUsd),
  };
}

// The cheapest token costs 1e-7 $, so nine digits keep every cent and drop what binary fractions add (0.1 + 0.2).
function toNanoUsd(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}

const DEAREST: readonly PriceStep[] = [
  MODELS.flatMap((model) => model.prices).reduce((dearest, price) => (price.output > dearest.output ? price : dearest)),
];
