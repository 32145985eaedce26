import { describe, expect, it } from '@jest/globals';
import { invokeModel } from '../../functions/invoke-model/invoke-model.ts';
import { ModelCallError } from '../../functions/model-gateway/gateway.ts';
import type { ModelStepEvent } from '../../functions/model-gateway/model-step.ts';
import { scriptedModels, stepEvent, stepTools } from './fakes.ts';

const EVENT: ModelStepEvent = {
  ...stepEvent({ prompt: 'Two and two?', maxTokens: 100 }, 'us.middle', 'sonnet'),
  strategy: 'static',
  answerKey: 'client/1',
};
const SCHEMA = { type: 'object', properties: { sum: { type: 'integer', maximum: 4 } }, required: ['sum'] };

describe('invoke-model', () => {
  const run = (event: Partial<ModelStepEvent>, ...script: Parameters<typeof scriptedModels>) => {
    const { models, calls } = scriptedModels(...script);
    const { tools, ...seen } = stepTools(models, 'us.middle');
    seen.store.objects.set('b/k', 'the prompt from S3');
    return { result: invokeModel({ ...EVENT, ...event }, tools), calls, tools, ...seen };
  };

  it('answers in words, with usage, cost and latency', async () => {
    const { result, calls, measured, counted } = run({}, 'Four.');
    expect(await result).toEqual({
      outcome: 'answered',
      content: { answer: 'Four.' },
      model: { tier: 'sonnet', modelId: 'us.middle' },
      usage: { inputTokens: 10, outputTokens: 5 },
      costUsd: 0.01,
      latencyMs: 7,
    });
    expect(calls).toMatchObject([{ promptId: 'answer@1', modelId: 'us.middle', maxTokens: 50 }]);
    expect(measured).toEqual(['answer@1 sonnet answered', 'model-router sonnet static']);
    expect(counted).toEqual(['b a good']);
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

  it('throws what an answer that stays malformed has cost, so that it is not lost', async () => {
    const { result, calls, answers, counted } = run(
      { request: { ...EVENT.request, responseSchema: SCHEMA } },
      '{}',
      '{"sum":9}',
    );
    const error: unknown = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'MalformedAnswer' });
    expect(JSON.parse((error as Error).message)).toEqual({
      usage: { inputTokens: 20, outputTokens: 10 },
      costUsd: 0.02,
    });
    expect(calls[1]?.messages.at(-1)?.content).toContain('- answer.sum: is missing');
    // It says nothing of the model's health, and nobody wants it again.
    expect({ counted, kept: answers.kept.size }).toEqual({ counted: ['b a good'], kept: 0 });
  });

  it('does not pay for an answer again that a run had whose word was lost', async () => {
    const first = run({}, 'Four.');
    const paid = await first.result;
    const again = invokeModel({ ...EVENT, admission: { ...EVENT.admission, first: false, retries: 1 } }, first.tools);
    expect(await again).toEqual(paid);
    expect(first.calls).toHaveLength(1);
    // Another question of the same execution is another answer.
    const other = { ...EVENT, request: { ...EVENT.request, prompt: 'Three?' } };
    await expect(
      invokeModel({ ...other, admission: { ...EVENT.admission, first: false } }, first.tools),
    ).rejects.toThrow('call 2 was not expected');
  });

  it('leaves a probe behind when it runs again, days later perhaps: its lease is over, and what it says counts', async () => {
    const probe = { token: 't', until: -1, generation: 1, successes: 0, openings: 1, ended: true };
    const again = { ...EVENT.admission, first: false, redriven: true, generation: 1, probe };
    const { result, counted } = run({ admission: again }, 'Four.');
    expect(await result).toMatchObject({ outcome: 'answered' });
    expect(counted).toEqual(['b a good']);
  });

  it('keeps an answer for its client, but not what a model declined', async () => {
    const answered = run({}, 'Four.');
    await answered.result;
    expect([...answered.answers.kept.keys()]).toEqual([
      expect.stringMatching(/^execution\/model-router\/e\//),
      'client/1',
    ]);
    const refused = run({}, { text: 'No.', stop: 'refused' });
    await refused.result;
    expect([...refused.answers.kept.keys()]).toEqual([expect.stringMatching(/^execution/)]);
  });

  it('gives a call no more time than the chain has left, and none when it has none', async () => {
    const { result, calls } = run({}, 'Four.');
    await result;
    expect(calls[0]?.withinMs).toBe(600_000);
    const late = run({ admission: { ...EVENT.admission, deadline: 0 } }, 'Four.');
    await expect(late.result).rejects.toMatchObject({ name: 'DeadlineExceeded' });
    expect(late.calls).toHaveLength(0);
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
    const { answerRef } = (await result).content as { answerRef: { key: string } };
    expect(store.objects.get(`claims/${answerRef.key}`)).toHaveLength(140_000);
  });

  it('throws what the model throws, counted, and refuses a model it was not granted', async () => {
    const failed = run({}, new ModelCallError('ModelNotReadyException', 'later'));
    await expect(failed.result).rejects.toMatchObject({ name: 'ModelNotReadyException' });
    expect(failed.measured).toEqual(['answer@1 sonnet ModelNotReadyException']);
    await expect(run({ modelId: 'us.large' }).result).rejects.toThrow('no grant for model us.large');
  });
});
