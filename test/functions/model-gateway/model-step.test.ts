import { describe, expect, it } from '@jest/globals';
import type { AttachedDocument } from '../../../functions/model-gateway/gateway.ts';
import { modelStep } from '../../../functions/model-gateway/model-step.ts';
import type { ModelStepTools, Question } from '../../../functions/model-gateway/model-step.ts';
import type { Check } from '../../../functions/model-gateway/structured.ts';
import { scriptedModels, stepEvent, stepTools } from '../fakes.ts';

const EVENT = stepEvent({}, 'us.small', 'haiku');
const AGAIN = { ...EVENT, admission: { ...EVENT.admission, first: false, retries: 1 } };

const pdf = (key: string, bytes: Uint8Array): AttachedDocument => ({
  name: 'Document 1',
  format: 'pdf',
  bytes,
  ref: { bucket: 'b', key },
});

function step(tools: ModelStepTools, event = EVENT, documents: readonly AttachedDocument[] = [], inlineBytes?: number) {
  const messages = [{ role: 'user', content: 'Read it.', documents }] as const;
  const question = () => Promise.resolve({ promptId: 'read@1', messages, maxTokens: 9 });
  return modelStep(event, { promptId: 'read@1', slowAfterMs: 1000, inlineBytes, question }, tools);
}

describe('a model step about documents', () => {
  it('sends the bytes, and knows the question again by where they lie', async () => {
    const { models, calls } = scriptedModels('One.', 'Two.');
    const { tools } = stepTools(models, 'us.small');
    const bytes = Uint8Array.of(1, 2, 3);
    await step(tools, EVENT, [pdf('one', bytes)]);
    expect(calls[0]?.messages[0]?.documents?.[0]?.bytes).toBe(bytes);
    // The same object, read anew; then another one.
    expect(await step(tools, AGAIN, [pdf('one', new Uint8Array(4))])).toMatchObject({ content: { answer: 'One.' } });
    expect(await step(tools, AGAIN, [pdf('two', bytes)])).toMatchObject({ content: { answer: 'Two.' } });
  });

  it('never hashes the bytes', async () => {
    const { models } = scriptedModels('One.');
    const { tools } = stepTools(models, 'us.small');
    const bytes = new Proxy(new Uint8Array(9), {
      ownKeys: () => {
        throw new Error('the bytes were looked at one by one');
      },
    });
    expect(await step(tools, EVENT, [pdf('one', bytes)])).toMatchObject({ outcome: 'answered' });
  });

  it.each([
    [40, 'x'.repeat(38), { answer: 'x'.repeat(38) }],
    [40, 'x'.repeat(39), { answerRef: { bucket: 'claims', key: expect.stringMatching(/^answers\//) } }],
    [undefined, 'x'.repeat(39), { answer: 'x'.repeat(39) }],
  ])('carries an answer within %p bytes itself', async (inlineBytes, text, content) => {
    const { models } = scriptedModels(text);
    const { tools } = stepTools(models, 'us.small');
    expect((await step(tools, EVENT, [], inlineBytes)).content).toEqual(content);
  });
});

describe('a model step with tools', () => {
  const TOOL = { name: 'look', description: 'Looks.', inputSchema: { type: 'object' } };
  const CALLS = [{ id: 'c1', name: 'look', input: { at: 'a' } }];
  const ASKS = { text: 'I look.', stop: 'tools', toolCalls: CALLS } as const;
  const TURN = { text: 'I look.', toolCalls: CALLS };
  const check: Check<unknown> = (value) => (value === 'good' ? { value } : { problems: ['answer: is not good'] });

  function ask(tools: ModelStepTools, more: Partial<Question> = {}, event: typeof EVENT = EVENT, inlineBytes?: number) {
    const messages = [{ role: 'user', content: 'Go.' }] as const;
    const question = () =>
      Promise.resolve({ promptId: 'go@1', messages, maxTokens: 9, tools: [TOOL], schema: {}, check, ...more });
    return modelStep(event, { promptId: 'go@1', slowAfterMs: 1000, inlineBytes, question }, tools);
  }

  it.each([
    ['with a check', {}],
    ['without one', { schema: undefined, check: undefined }],
  ])('answers with what the model wants run, %s', async (_what, more) => {
    const { models, calls } = scriptedModels(ASKS);
    const { tools, measured } = stepTools(models, 'us.small');
    expect(await ask(tools, more)).toMatchObject({ outcome: 'tools', content: { answer: TURN }, costUsd: 0.01 });
    expect(calls[0]?.tools).toEqual([TOOL]);
    expect(measured).toEqual(['go@1 haiku tools']);
  });

  it('carries a large one by reference', async () => {
    const { models } = scriptedModels({ ...ASKS, text: 'x'.repeat(100) });
    const { tools, store } = stepTools(models, 'us.small');
    const { content } = await ask(tools, {}, EVENT, 100);
    const { key } = (content as { answerRef: { key: string } }).answerRef;
    expect(JSON.parse(store.objects.get(`claims/${key}`) ?? '')).toEqual({ ...TURN, text: 'x'.repeat(100) });
  });

  it('keeps it for a later run of the same step, but never for the client', async () => {
    const { models, calls } = scriptedModels(ASKS);
    const { tools, answers } = stepTools(models, 'us.small');
    const first = await ask(tools, {}, { ...EVENT, answerKey: 'client/1' });
    expect([...answers.kept.keys()]).toEqual([expect.stringMatching(/^execution\//)]);
    expect(await ask(tools, {}, AGAIN)).toEqual(first);
    expect(calls).toHaveLength(1);
  });

  it('knows another question by its tools, by what was called and by what came of it', async () => {
    const said = (content: string) => [
      { role: 'user' as const, content: 'Go.' },
      { role: 'assistant' as const, content: '', toolCalls: CALLS },
      {
        role: 'user' as const,
        content: '',
        toolResults: [{ id: 'c1', status: 'success' as const, content, sources: [] }],
      },
    ];
    const questions = [{}, { tools: [] }, { messages: said('one') }, { messages: said('two') }];
    const { models, calls } = scriptedModels(...questions.map(() => '"good"'));
    const { tools } = stepTools(models, 'us.small');
    for (const question of questions) await ask(tools, question, AGAIN);
    expect(calls).toHaveLength(questions.length);
  });

  it('lets a repair use tools, which is then what the step answers', async () => {
    const { models, calls } = scriptedModels('"bad"', ASKS);
    const { tools } = stepTools(models, 'us.small');
    expect(await ask(tools)).toMatchObject({ outcome: 'tools', content: { answer: TURN }, costUsd: 0.02 });
    expect(calls[1]?.tools).toEqual([TOOL]);
    expect(calls[1]?.messages.at(-1)?.content).toBe(
      'That answer cannot be used:\n- answer: is not good\nUse tools first if that takes what you have not seen yet.\nAnswer again with the corrected JSON only.',
    );
  });

  it('has a broken call of a tool repaired, even beside words that would do', async () => {
    const { models, calls } = scriptedModels({ text: '"good"', stop: 'malformed' }, '"good"');
    const { tools } = stepTools(models, 'us.small');
    expect(await ask(tools)).toMatchObject({ outcome: 'answered', content: { answer: 'good' } });
    expect(calls[1]?.messages.at(-1)?.content).toContain(
      'it is neither an answer nor a call of a tool that can be run',
    );
  });
});
