import { describe, expect, it } from '@jest/globals';
import { add, costOf } from '../../../functions/model-gateway/pricing.ts';

describe('the price of a call', () => {
  const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

  it('steps with the size of the prompt', () => {
    const cost = (inputTokens: number) => costOf('us.anthropic.claude-haiku-5-5', { inputTokens, outputTokens: 1000 });
    expect(cost(100_000)).toBe(0.0105);
    expect(cost(100_001)).toBe(0.0525005);
  });

  it.each([
    ['us.anthropic.claude-sonnet-5-5', 12],
    ['global.anthropic.claude-opus-5-5', 24],
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 6],
    ['us.nobody.knows-this-one', 30],
  ])('is the list price of %s; an unknown model costs what the dearest does', (modelId, usd) => {
    expect(costOf(modelId, million)).toBe(usd);
  });

  it('adds up without the noise of binary fractions', () => {
    const usage = { inputTokens: 1, outputTokens: 2 };
    expect(add({ usage, costUsd: 0.1 }, { usage, costUsd: 0.2 })).toEqual({
      usage: { inputTokens: 2, outputTokens: 4 },
      costUsd: 0.3,
    });
  });
});
