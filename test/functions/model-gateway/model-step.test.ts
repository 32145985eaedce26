import { describe, expect, it } from '@jest/globals';
import type { AttachedDocument } from '../../../functions/model-gateway/gateway.ts';
import { modelStep } from '../../../functions/model-gateway/model-step.ts';
import type { ModelStepTools } from '../../../functions/model-gateway/model-step.ts';
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
    [40, 'x'.repeat(39), { answerRef: { bucket: 'claims', key: 'answers/0' } }],
    [undefined, 'x'.repeat(39), { answer: 'x'.repeat(39) }],
  ])('carries an answer within %p bytes itself', async (inlineBytes, text, content) => {
    const { models } = scriptedModels(text);
    const { tools } = stepTools(models, 'us.small');
    expect((await step(tools, EVENT, [], inlineBytes)).content).toEqual(content);
  });
});
