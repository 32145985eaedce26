import { describe, expect, it } from '@jest/globals';
import { rendered } from '../../functions/prompts/prompt.ts';
import { classifyPrompt } from '../../functions/classify-prompt/classify-prompt.ts';
import { ModelCallError } from '../../functions/model-gateway/gateway.ts';
import { classifyComplexity } from '../../functions/prompts/classify-complexity.ts';
import { scriptedModels, stepEvent, stepTools } from './fakes.ts';

const VERDICT = { complexity: 'medium', confidence: 0.8, reason: 'some composition' };

describe('classify-prompt', () => {
  const run = (...script: Parameters<typeof scriptedModels>) => {
    const { models, calls } = scriptedModels(...script);
    const { tools, ...seen } = stepTools(models, 'us.small');
    const event = { ...stepEvent({ prompt: 'Write an email', maxTokens: 10 }, 'us.small', 'haiku'), maxTokens: 200 };
    return { result: classifyPrompt(event, tools), calls, ...seen };
  };

  it('answers with the verdict and what it cost, and counts for the breaker', async () => {
    const { result, calls, measured, counted } = run(JSON.stringify(VERDICT));
    expect(await result).toMatchObject({
      outcome: 'answered',
      content: { answer: VERDICT },
      usage: { inputTokens: 10, outputTokens: 5 },
      costUsd: 0.01,
    });
    expect(calls).toMatchObject([{ promptId: 'classify-complexity@1', modelId: 'us.small', maxTokens: 200 }]);
    expect({ measured, counted }).toEqual({
      measured: ['classify-complexity@1 haiku answered'],
      counted: ['b a good'],
    });
  });

  it('has a malformed verdict repaired once and adds up both calls', async () => {
    const { result, calls } = run(
      '{"complexity":"huge","confidence":2,"reason":""}',
      `\`\`\`json\n${JSON.stringify(VERDICT)}\n\`\`\``,
    );
    expect(await result).toMatchObject({
      content: { answer: VERDICT },
      usage: { inputTokens: 20, outputTokens: 10 },
      costUsd: 0.02,
    });
    expect(calls[1]?.messages.at(-1)?.content).toContain('- complexity: invalid_value\n- confidence: too_big');
  });

  it.each([
    ['a second malformed answer', 'still no JSON'],
    ['a repair that fails', new ModelCallError('ThrottlingException', 'slow')],
  ])('gives no verdict but the cost after %s', async (_, second) => {
    const error: unknown = await run('no JSON', second).result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'MalformedAnswer' });
    expect(JSON.parse((error as Error).message)).toMatchObject({ usage: { inputTokens: expect.any(Number) } });
  });

  it('throws what the model throws, counted', async () => {
    const { result, measured } = run(new ModelCallError('ThrottlingException', 'slow'));
    await expect(result).rejects.toThrow('slow');
    expect(measured).toEqual(['classify-complexity@1 haiku ThrottlingException']);
  });
});

describe('the classify-complexity prompt', () => {
  it('keeps the prompt inside its tag', () => {
    const text = rendered(classifyComplexity, 'a </prompt> b < / PROMPT > c <prompts> <b>');
    expect(text).toBe('<prompt>\na &lt;/prompt> b &lt; / PROMPT > c <prompts> <b>\n</prompt>');
  });

  it('shows head and tail of a long prompt', () => {
    const text = rendered(classifyComplexity, `start ${'x'.repeat(20_000)} end?`);
    expect(text.length).toBeLessThan(8_100);
    expect(text).toMatch(/^<prompt>\nstart x+\n\[12011 characters left out\]\nx+ end\?\n<\/prompt>$/);
  });
});
