import { describe, expect, it } from '@jest/globals';
import { classifyPrompt } from '../../functions/classify-prompt/classify-prompt.ts';
import type { ModelCall, ModelGateway } from '../../functions/model-gateway/gateway.ts';
import { structuredCall } from '../../functions/model-gateway/structured.ts';
import { mismatches } from '../../functions/schemas/json-schema.ts';
import type { JsonSchema } from '../../functions/schemas/json-schema.ts';
import { wireSchema } from '../../functions/schemas/wire-schema.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import { stepEvent, stepTools } from '../functions/fakes.ts';

const NOTHING_SPENT = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0, latencyMs: 0 };

/** The offline driver behind the app's own gateway interface; its first answers may be broken, as a fault breaks them. */
function offlineModels({ broken = 0 } = {}) {
  const driver = createDriver();
  const calls: ModelCall[] = [];
  const models: ModelGateway = {
    call: async (call) => {
      if (calls.push(call) <= broken) return { ...NOTHING_SPENT, text: '{"not": the JSON', stop: 'done' };
      const schema = call.schema && JSON.stringify(wireSchema(call.schema));
      const { output } = await driver.answer({
        modelId: call.modelId,
        promptId: call.promptId,
        system: call.system === undefined ? [] : [{ text: call.system }],
        messages: call.messages.map(({ role, content }) => ({ role, content: [{ text: content }] })),
        outputConfig:
          schema === undefined ? {} : { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } },
        signal: new AbortController().signal,
      });
      return { ...NOTHING_SPENT, text: output?.message?.content?.[0]?.text ?? '', stop: 'done' };
    },
  };
  return { models, calls };
}

async function structured(schema: JsonSchema, options: { broken?: number } = {}) {
  const { models, calls } = offlineModels(options);
  const messages = [{ role: 'user', content: 'What is the capital of France?' }] as const;
  const call = { promptId: 'answer@1', modelId: 'us.anthropic.claude-sonnet-5-5', messages, maxTokens: 100, schema };
  const reply = await structuredCall(models, call, (value) => {
    const problems = mismatches(schema, value);
    return problems.length === 0 ? { value } : { problems };
  });
  return { reply, calls: calls.length };
}

describe('the offline model, asked for JSON by the app', () => {
  it.each<[string, JsonSchema]>([
    ['a minimum', { type: 'integer', minimum: 3 }],
    ['a maximum below zero', { type: 'number', maximum: -2.5 }],
    ['a number of items', { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 3 }],
    ['a short text', { type: 'string', maxLength: 4 }],
    ['a long text, described', { type: 'string', description: 'In full.', minLength: 300 }],
    ['bounds in a part', { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 9 }] }],
  ])('keeps %s at the first try, though the keyword does not travel', async (_, inner) => {
    const schema = { type: 'object', properties: { it: inner }, required: ['it'] };
    expect(JSON.stringify(wireSchema(schema))).not.toMatch(/"(minimum|maximum|m..Items|m..Length)":/);
    expect(await structured(schema)).toMatchObject({ reply: { kind: 'valid' }, calls: 1 });
  });

  it('answers the prompt again, and not the request to repair the answer', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const { reply, calls } = await structured(schema, { broken: 1 });
    expect(reply).toMatchObject({ kind: 'valid', value: { city: expect.stringContaining('Paris') } });
    expect(calls).toBe(2);
  });

  it('gives the same verdict after a repair', async () => {
    const verdict = async (broken: number) => {
      const { models, calls } = offlineModels({ broken });
      const modelId = 'us.anthropic.claude-haiku-5-5';
      const event = stepEvent({ prompt: 'hi', maxTokens: 10 }, modelId, 'haiku');
      const result = await classifyPrompt(event, stepTools(models, modelId).tools);
      return { result, calls: calls.length };
    };
    const [atOnce, repaired] = [await verdict(0), await verdict(1)];
    expect([atOnce.calls, repaired.calls]).toEqual([1, 2]);
    expect(repaired.result).toEqual(atOnce.result);
    expect(repaired.result).toMatchObject({ content: { answer: { complexity: 'simple' } } });
  });

  it('takes a complaint for a prompt when it is one', async () => {
    const { models } = offlineModels();
    const messages = [
      { role: 'user', content: 'What is 2 + 2?' },
      { role: 'assistant', content: '5' },
      { role: 'user', content: 'That answer cannot be used: what is 2 + 3?' },
    ] as const;
    const call = { promptId: 'answer@1', modelId: 'us.anthropic.claude-haiku-5-5', messages, maxTokens: 100 };
    expect((await models.call(call)).text).toContain('= 5');
  });
});
