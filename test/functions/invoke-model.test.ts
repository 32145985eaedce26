import { describe, expect, it } from '@jest/globals';
import { invokeModel } from '../../functions/invoke-model/invoke-model.ts';
import type { InvokeEvent } from '../../functions/invoke-model/invoke-model.ts';
import { ModelCallError } from '../../functions/model-gateway/gateway.ts';
import { parseModelIds } from '../../functions/model-gateway/model-ids.ts';
import { measurements, memoryClaimChecks, scriptedModels } from './fakes.ts';

const EVENT: InvokeEvent = {
  request: { prompt: 'Two and two?', maxTokens: 100 },
  tier: 'sonnet',
  modelId: 'us.middle',
  maxTokens: 50,
  workflow: 'model-router',
  strategy: 'static',
};
const SCHEMA = { type: 'object', properties: { sum: { type: 'integer', maximum: 4 } }, required: ['sum'] };

describe('invoke-model', () => {
  const run = (event: Partial<InvokeEvent>, ...script: Parameters<typeof scriptedModels>) => {
    const { models, calls } = scriptedModels(...script);
    const measured = measurements();
    const store = memoryClaimChecks(new Map([['b/k', 'the prompt from S3']]));
    const tools = { models, store, modelIds: parseModelIds('{"sonnet":"us.middle"}'), ...measured };
    return { result: invokeModel({ ...EVENT, ...event }, tools), calls, store, measured: measured.lines };
  };

  it('answers in words, with usage, cost and latency', async () => {
    const { result, calls, measured } = run({}, 'Four.');
    expect(await result).toEqual({
      outcome: 'answered',
      content: { answer: 'Four.' },
      usage: { inputTokens: 10, outputTokens: 5 },
      costUsd: 0.01,
      latencyMs: 7,
    });
    expect(calls).toMatchObject([{ promptId: 'answer@1', modelId: 'us.middle', maxTokens: 50 }]);
    expect(measured).toEqual(['answer@1 sonnet answered', 'model-router sonnet static']);
  });

  it('sends the earlier turns, and the prompt from S3', async () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ] as const;
    const { result, calls } = run({ request: { promptRef: { bucket: 'b', key: 'k' }, messages, maxTokens: 9 } }, 'ok');
    await result;
    expect(calls[0]?.messages).toEqual([...messages, { role: 'user', content: 'the prompt from S3' }]);
  });

  it('answers in the shape that was asked for', async () => {
    const { result } = run({ request: { ...EVENT.request, responseSchema: SCHEMA } }, '{"sum":9}', '{"sum":4}');
    expect(await result).toMatchObject({
      outcome: 'answered',
      content: { answer: { sum: 4 } },
      costUsd: 0.02,
      latencyMs: 14,
    });
  });

  it('returns an answer that stays malformed instead of throwing, so that its cost is kept', async () => {
    const { result, calls } = run({ request: { ...EVENT.request, responseSchema: SCHEMA } }, '{}', '{"sum":9}');
    expect(await result).toMatchObject({ outcome: 'malformed', content: {}, costUsd: 0.02 });
    expect(calls[1]?.messages.at(-1)?.content).toContain('- answer.sum: is missing');
  });

  it('does not repair a refusal', async () => {
    const { result, calls } = run(
      { request: { ...EVENT.request, responseSchema: SCHEMA } },
      { text: 'No.', stop: 'refused' },
    );
    expect(await result).toMatchObject({ outcome: 'refused', content: { answer: 'No.' } });
    expect(calls).toHaveLength(1);
  });

  it('leaves a large answer in the claim-check bucket', async () => {
    const { result, store } = run({}, 'x'.repeat(140_000));
    expect(await result).toMatchObject({ content: { answerRef: { bucket: 'claims', key: 'answers/1' } } });
    expect(store.objects.get('claims/answers/1')).toHaveLength(140_000);
  });

  it('throws what the model throws, counted, and refuses a model it was not granted', async () => {
    const failed = run({}, new ModelCallError('ModelNotReadyException', 'later'));
    await expect(failed.result).rejects.toMatchObject({ name: 'ModelNotReadyException' });
    expect(failed.measured).toEqual(['answer@1 sonnet ModelNotReadyException']);
    await expect(run({ modelId: 'us.large' }).result).rejects.toThrow('no grant for model us.large');
  });
});
