import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from '@jest/globals';
import { bedrockGateway } from '../../../functions/model-gateway/bedrock.ts';
import type { ModelCall } from '../../../functions/model-gateway/gateway.ts';

const CALL: ModelCall = {
  promptId: 'answer@1',
  modelId: 'us.anthropic.claude-sonnet-5-5',
  system: 'Be brief.',
  messages: [{ role: 'user', content: 'Hi' }],
  maxTokens: 200_000,
};
const ANSWER = {
  output: { message: { role: 'assistant', content: [{ text: 'Hel' }, { text: 'lo' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1000, outputTokens: 100, totalTokens: 1100 },
  metrics: { latencyMs: 321 },
};

/** The real client on a wire that gives one response, or never any. */
function wire(response: { status?: number; error?: string; body?: unknown } | 'silence' | 'unplugged') {
  const sent: Record<string, unknown>[] = [];
  const requestHandler = {
    handle: (request: { body: Uint8Array }, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
      sent.push(JSON.parse(new TextDecoder().decode(request.body)) as Record<string, unknown>);
      if (response === 'unplugged') return Promise.reject(new Error('connect ECONNREFUSED'));
      if (response === 'silence') {
        return new Promise<never>((_, reject) =>
          abortSignal?.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      }
      const text = typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? ANSWER);
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': response.error ?? '' };
      return Promise.resolve({ response: { statusCode: response.status ?? 200, headers, body: Buffer.from(text) } });
    },
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const connect = () =>
    new BedrockRuntimeClient({
      region: 'us-east-1',
      maxAttempts: 1,
      credentials,
      requestHandler: requestHandler as never,
    });
  return { sent, gateway: bedrockGateway({ timeoutSeconds: response === 'silence' ? 0.01 : 60, connect }) };
}

describe('the Bedrock gateway', () => {
  it('sends the prompt id and bounded max tokens, and no sampling parameter', async () => {
    const { sent, gateway } = wire({});
    expect(await gateway.call(CALL)).toEqual({
      text: 'Hello',
      stop: 'done',
      usage: { inputTokens: 1000, outputTokens: 100 },
      costUsd: 0.003,
      latencyMs: 321,
    });
    expect(sent).toEqual([
      {
        system: [{ text: 'Be brief.' }],
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
        inferenceConfig: { maxTokens: 128_000 },
        requestMetadata: { promptId: 'answer@1' },
      },
    ]);
  });

  it('attaches documents before the text that is about them', async () => {
    const { sent, gateway } = wire({});
    const ref = { bucket: 'b', key: 'documents/1' };
    const document = { name: 'Document 1', format: 'pdf', bytes: Uint8Array.of(37, 80, 68, 70), ref } as const;
    const asked = { role: 'user', content: 'What is it?', documents: [document] } as const;
    const said = { role: 'assistant', content: 'A letter.' } as const;
    await gateway.call({ ...CALL, messages: [asked, said, { role: 'user', content: 'Sure?' }] });
    expect(sent[0]?.messages).toEqual([
      {
        role: 'user',
        content: [
          { document: { name: 'Document 1', format: 'pdf', source: { bytes: 'JVBERg==' } } },
          { text: 'What is it?' },
        ],
      },
      { role: 'assistant', content: [{ text: 'A letter.' }] },
      { role: 'user', content: [{ text: 'Sure?' }] },
    ]);
  });

  it('asks for JSON by schema where the model can, with the bounds that Bedrock refuses as words', async () => {
    const { sent, gateway } = wire({});
    await gateway.call({ ...CALL, schema: { type: 'object', properties: { n: { type: 'number', minimum: 1 } } } });
    const schema =
      '{"type":"object","properties":{"n":{"type":"number","description":"Constraints: {\\"minimum\\":1}"}},"additionalProperties":false}';
    expect(sent[0]?.outputConfig).toEqual({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'answer', schema } } },
    });
  });

  it('asks in words where the model cannot', async () => {
    const { sent, gateway } = wire({});
    await gateway.call({ ...CALL, modelId: 'us.anthropic.claude-opus-4-7', schema: { type: 'object' } });
    expect(sent[0]?.outputConfig).toBeUndefined();
    expect(JSON.stringify(sent[0]?.system)).toContain('must match this JSON schema:\\n{\\"type\\":\\"object\\"}');
  });

  it.each([
    ['end_turn', 'done'],
    ['max_tokens', 'truncated'],
    ['refusal', 'refused'],
    ['guardrail_intervened', 'guardrail'],
    ['content_filtered', 'guardrail'],
    ['malformed_model_output', 'malformed'],
    ['malformed_tool_use', 'malformed'],
  ])('tells stop reason %s as %s', async (stopReason, stop) => {
    expect(await wire({ body: { ...ANSWER, stopReason } }).gateway.call(CALL)).toMatchObject({ stop });
  });

  it('takes an answer without text for a malformed one', async () => {
    const body = { ...ANSWER, output: { message: { role: 'assistant', content: [] } } };
    expect(await wire({ body }).gateway.call(CALL)).toMatchObject({ stop: 'malformed' });
  });

  describe('with tools', () => {
    const look = {
      name: 'search-documents',
      description: 'Looks for documents.',
      inputSchema: {
        type: 'object',
        properties: { limit: { type: 'integer', maximum: 20 } },
        additionalProperties: false,
      },
    };
    const call = (id: string, more: object = {}) => ({
      toolUse: { toolUseId: id, name: look.name, input: { limit: 3 }, ...more },
    });
    const asking = (...content: object[]) => ({
      body: { ...ANSWER, stopReason: 'tool_use', output: { message: { role: 'assistant', content } } },
    });
    const CONVERSATION = [
      { role: 'user', content: 'Compare.' },
      { role: 'assistant', content: ' ', toolCalls: [{ id: 'a', name: look.name, input: { limit: 3 } }] },
      {
        role: 'user',
        content: 'That was the last round.',
        toolResults: [
          { id: 'a', status: 'success', content: '[]', sources: ['survey'] },
          { id: 'b', status: 'error', content: '', sources: [] },
        ],
      },
    ] as const;

    it('describes them as they are, and leaves the choice to the model', async () => {
      const { sent, gateway } = wire({});
      await gateway.call({ ...CALL, tools: [look], schema: { type: 'object' } });
      expect(sent[0]?.toolConfig).toEqual({
        tools: [
          { toolSpec: { name: look.name, description: look.description, inputSchema: { json: look.inputSchema } } },
        ],
      });
      expect(sent[0]?.outputConfig).toMatchObject({ textFormat: { type: 'json_schema' } });
    });

    it('asks in words for an answer after the tools, where the model cannot be held to a form', async () => {
      const { sent, gateway } = wire({});
      const modelId = 'us.anthropic.claude-opus-4-7';
      await gateway.call({ ...CALL, modelId, tools: [look], schema: { type: 'object' } });
      expect(JSON.stringify(sent[0]?.system)).toContain('Once you need no tool any more, answer with one JSON value');
    });

    it('sends results before words, and never a blank text', async () => {
      const { sent, gateway } = wire({});
      await gateway.call({ ...CALL, messages: CONVERSATION, tools: [look] });
      expect(sent[0]?.messages).toEqual([
        { role: 'user', content: [{ text: 'Compare.' }] },
        { role: 'assistant', content: [call('a')] },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'a', status: 'success', content: [{ text: '[]' }] } },
            { toolResult: { toolUseId: 'b', status: 'error', content: [{ text: '(nothing)' }] } },
            { text: 'That was the last round.' },
          ],
        },
      ]);
    });

    it('describes tools that were used even when none may be used any more', async () => {
      const { sent, gateway } = wire(asking(call('c')));
      expect(await gateway.call({ ...CALL, messages: CONVERSATION })).toMatchObject({ stop: 'malformed' });
      expect(sent[0]?.toolConfig).toMatchObject({ tools: [{ toolSpec: { name: look.name } }] });
    });

    it('tells what the model asks for, with what it says beside, and without its thoughts', async () => {
      const thought = { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } };
      const { gateway } = wire(asking(thought, { text: 'I look.' }, call('c'), call('d', { input: {} })));
      expect(await gateway.call({ ...CALL, messages: CONVERSATION, tools: [look] })).toMatchObject({
        text: 'I look.',
        stop: 'tools',
        toolCalls: [
          { id: 'c', name: look.name, input: { limit: 3 } },
          { id: 'd', name: look.name, input: {} },
        ],
      });
    });

    it.each([
      ['nothing', [{ text: 'I look.' }]],
      ['an input that is no object', [call('c', { input: 'three' })]],
      ['an input that is a list', [call('c', { input: [3] })]],
      ['a name that Bedrock would not take back', [call('c', { name: 'search documents' })]],
      ['an id that it would not take back', [call('c|d')]],
      ['the same id twice', [call('c'), call('c')]],
      ['an id of an earlier call', [call('a')]],
    ])('takes a stop for %s for a malformed answer', async (_what, content) => {
      const reply = await wire(asking(...content)).gateway.call({ ...CALL, messages: CONVERSATION, tools: [look] });
      expect(reply).toMatchObject({ stop: 'malformed', costUsd: 0.003 });
      expect(reply.toolCalls).toBeUndefined();
    });

    it('has no calls in an answer that was cut', async () => {
      const cut = { body: { ...asking(call('c')).body, stopReason: 'max_tokens' } };
      const reply = await wire(cut).gateway.call({ ...CALL, tools: [look] });
      expect(reply.stop).toBe('truncated');
      expect(reply.toolCalls).toBeUndefined();
    });
  });

  const failing = (status: number, error: string, message: string) => ({ status, error, body: { message } });
  it.each([
    ['ThrottlingException', failing(429, 'ThrottlingException', 'slow down')],
    ['ServiceUnavailableException', failing(503, 'ServiceUnavailableException', 'gone')],
    ['ValidationException', failing(400, 'ValidationException', 'messages: roles must alternate')],
    ['ContextOverflow', failing(400, 'ValidationException', 'prompt is too long: 1200000 tokens > 1000000 maximum')],
    ['ModelErrorException', { body: 'not JSON' }],
    ['ModelTimeoutException', 'silence'],
    ['ServiceUnavailableException', 'unplugged'],
  ] as const)('throws %s under the name that the state machine matches', async (name, response) => {
    const { gateway, sent } = wire(response);
    await expect(gateway.call(CALL)).rejects.toMatchObject({ name });
    expect(sent).toHaveLength(1);
  });
});
