import {
  BedrockRuntimeClient,
  ConverseCommand,
  CountTokensCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { ContentBlock, ConverseCommandInput, Message, Tool } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bedrockGateway } from '../../../functions/model-gateway/bedrock.ts';
import type { Message as Said, ToolSpec } from '../../../functions/model-gateway/gateway.ts';
import { bedrockRuntimeService } from '../../../local/api/bedrock-runtime.ts';
import { startServer } from '../../../local/api/server.ts';
import type { RunningServer } from '../../../local/api/server.ts';
import { createCallLog } from '../../../local/models/call-log.ts';
import type { ModelAnswer, ModelRequest } from '../../../local/models/driver.ts';
import { createFaults } from '../../../local/models/faults.ts';
import { echoDriver, said } from '../../support/echo-driver.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const SONNET = 'us.anthropic.claude-sonnet-5-5';
const HAIKU_45 = 'anthropic.claude-haiku-4-5-20251001-v1:0';

let reply: (request: ModelRequest) => ModelAnswer;
let driver = echoDriver();
let server: RunningServer;
let client: BedrockRuntimeClient;
const faults = createFaults(() => 0.5);

beforeEach(async () => {
  reply = () => said('done');
  driver = echoDriver((request) => reply(request));
  faults.clear();
  const options = { driver, faults, calls: createCallLog(100), clock: simulatedClock({ auto: true }) };
  server = await startServer({ port: 0, services: [bedrockRuntimeService(options)] });
  client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const use = (toolUseId: string, more: object = {}): ContentBlock => ({
  toolUse: { toolUseId, name: 'look', input: { at: 'a' }, ...more },
});
const result = (toolUseId: string, more: object = {}): ContentBlock => ({
  toolResult: { toolUseId, content: [{ text: 'found' }], ...more },
});
const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const tool = (name: string, json: object = { type: 'object' }): Tool => ({
  toolSpec: { name, description: 'Looks.', inputSchema: { json: json as never } },
});
const GO = user({ text: 'Go.' });
const TOOLS = { tools: [tool('look')] };

function send(messages: Message[], more: Partial<ConverseCommandInput> = {}) {
  return client.send(new ConverseCommand({ modelId: SONNET, messages, toolConfig: TOOLS, ...more }));
}

describe('our gateway, the SDK and the stand-in', () => {
  const look: ToolSpec = { name: 'look', description: 'Looks.', inputSchema: { type: 'object' } };
  const gateway = () => bedrockGateway({ timeoutSeconds: 60, connect: () => client });
  const call = (...messages: Said[]) => ({
    promptId: 'go@1',
    modelId: SONNET,
    messages: [{ role: 'user', content: 'Go.' } as const, ...messages],
    maxTokens: 100,
    tools: [look],
    schema: { type: 'object', properties: {} },
  });

  it('go through a conversation with tools', async () => {
    reply = ({ messages = [] }) =>
      messages.length === 1
        ? answer({ text: 'I look.' }, use('look-1'), use('look-2', { input: {} }))
        : said(JSON.stringify(messages.at(-1)?.content?.map(({ toolResult }) => toolResult?.status)));
    const asked = await gateway().call(call());
    const toolCalls = [
      { id: 'look-1', name: 'look', input: { at: 'a' } },
      { id: 'look-2', name: 'look', input: {} },
    ];
    expect(asked).toMatchObject({ stop: 'tools', text: 'I look.', toolCalls });
    const done = await gateway().call(
      call(
        { role: 'assistant', content: asked.text, toolCalls },
        {
          role: 'user',
          content: '',
          toolResults: [
            { id: 'look-1', status: 'success', content: '', sources: [] },
            { id: 'look-2', status: 'error', content: 'There is no such place.', sources: [] },
          ],
        },
      ),
    );
    expect(done).toMatchObject({ stop: 'done', text: '["success","error"]' });
    expect(driver.asked[1]?.toolConfig).toMatchObject({ tools: [{ toolSpec: { name: 'look' } }] });
    expect(driver.asked[1]?.outputConfig?.textFormat?.type).toBe('json_schema');
  });

  it('tell a model that is broken, and one that is cut, from one that asks for tools', async () => {
    reply = () => answer(use('look-1', { input: { at: 'a place with a long name' } }));
    faults.replace([
      { model: '*', error: 'malformed', times: 1 },
      { model: '*', error: 'truncated', times: 1 },
    ]);
    const broken = await gateway().call(call());
    expect(broken).toMatchObject({ stop: 'malformed', text: '{"at":"a place wi ]}>> garbled {"' });
    const cut = await gateway().call(call());
    expect([cut.stop, cut.text, cut.toolCalls]).toEqual(['truncated', '', undefined]);
    expect(await gateway().call(call())).toMatchObject({ stop: 'tools' });
  });
});

describe('tools are refused', () => {
  it.each<[string, Message[], Partial<ConverseCommandInput>, string]>([
    [
      'without a description of any',
      [GO, assistant(use('1')), user(result('1'))],
      { toolConfig: undefined },
      'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
    ],
    [
      'for a call without a result',
      [GO, assistant(use('1'), use('2'), use('3')), user(result('2'))],
      {},
      'Expected toolResult blocks at messages.2.content for the following Ids: 1, 3',
    ],
    [
      'for a call that words answer',
      [GO, assistant(use('1')), user({ text: 'no' })],
      {},
      'Expected toolResult blocks at messages.2.content for the following Ids: 1',
    ],
    [
      'for a call at the end',
      [GO, assistant(use('1'))],
      { modelId: HAIKU_45 },
      'Expected toolResult blocks at messages.2.content for the following Ids: 1',
    ],
    [
      'for a result without a call',
      [GO, assistant(use('1')), user(result('1'), result('2'))],
      {},
      'The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.',
    ],
    [
      'for a result at the beginning',
      [user(result('1'))],
      {},
      'The number of toolResult blocks at messages.0.content exceeds the number of toolUse blocks of previous turn.',
    ],
    [
      'for an id twice in a message',
      [GO, assistant(use('1'), use('1')), user(result('1'))],
      {},
      'The toolUse blocks at messages.1.content contain duplicate Ids: 1',
    ],
    [
      'for two results of one call',
      [GO, assistant(use('1'), use('2')), user(result('1'), result('1'), result('2'))],
      {},
      'The toolResult blocks at messages.2.content contain duplicate Ids: 1',
    ],
    [
      'for an id of an earlier turn',
      [GO, assistant(use('1')), user(result('1')), assistant(use('1')), user(result('1'))],
      {},
      '`tool_use` ids must be unique',
    ],
    [
      'for words before results',
      [GO, assistant(use('1')), user({ text: 'here' }, result('1'))],
      {},
      'messages.2: `tool_use` ids were found without `tool_result` blocks immediately after: 1.',
    ],
    [
      'for a call of the user',
      [user(use('1'))],
      {},
      'The toolUse content block is only supported in assistant messages.',
    ],
    [
      'for a result of the assistant',
      [GO, assistant(result('1')), GO],
      {},
      'The toolResult content block is only supported in user messages.',
    ],
    [
      'for an input that is no object',
      [GO, assistant(use('1', { input: 'a' })), user(result('1'))],
      {},
      'The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object',
    ],
    [
      'for JSON that is no object',
      [GO, assistant(use('1')), user(result('1', { content: [{ json: [1] }] }))],
      {},
      'The format of the value at messages.2.content.0.toolResult.content.0.json is invalid.',
    ],
    [
      'for an error without a word',
      [GO, assistant(use('1')), user(result('1', { content: [], status: 'error' }))],
      {},
      'The content field at messages.2.content.0.toolResult cannot be empty when status value is error.',
    ],
    [
      'for a blank result',
      [GO, assistant(use('1')), user(result('1', { content: [{ text: ' ' }] }))],
      {},
      'The text field in the ContentBlock object at messages.2.content.0.toolResult.content.0 is blank.',
    ],
    [
      'for a name with a blank',
      [GO, assistant(use('1', { name: 'look up' })), user(result('1'))],
      {},
      'messages.1.content.0.toolUse.name: must match [a-zA-Z0-9_-]{1,64}',
    ],
    ['for an id with a bar', [GO, assistant(use('a|b')), user(result('a|b'))], {}, 'must match [a-zA-Z0-9_.:-]{1,64}'],
    [
      'of the same name',
      [GO],
      { toolConfig: { tools: [tool('look'), tool('look')] } },
      'tools: Tool names must be unique.',
    ],
    [
      'with an input schema that is no object',
      [GO],
      { toolConfig: { tools: [tool('look', [])] } },
      'The format of the value at toolConfig.tools.0.toolSpec.inputSchema.json is invalid.',
    ],
  ])('%s', async (_what, messages, more, message) => {
    await expect(send(messages, more)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(driver.asked).toEqual([]);
  });
});

describe('tools are taken', () => {
  it.each<[string, Message[], Partial<ConverseCommandInput>]>([
    ['with results in another order', [GO, assistant(use('1'), use('2')), user(result('2'), result('1'))], {}],
    ['with words after results', [GO, assistant({ text: 'So.' }, use('1')), user(result('1'), { text: 'Go on.' })], {}],
    [
      'with a cache point between',
      [GO, assistant(use('1')), user({ cachePoint: { type: 'default' } }, result('1'))],
      {},
    ],
    ['with an empty result', [GO, assistant(use('1')), user(result('1', { content: [], status: 'success' }))], {}],
    ['with ids of other makers', [GO, assistant(use('call:1.a')), user(result('call:1.a'))], {}],
    [
      'that were described otherwise before',
      [GO, assistant(use('1')), user(result('1'))],
      { toolConfig: { tools: [tool('other')] } },
    ],
  ])('%s', async (_what, messages, more) => {
    expect((await send(messages, more)).stopReason).toBe('end_turn');
  });

  it('and count as tokens, a picture as a picture', async () => {
    const image = { image: { format: 'png' as const, source: { bytes: new Uint8Array(50_000) } } };
    const count = async (...content: object[]) => {
      const messages = [GO, assistant(use('1')), user(result('1', { content }))];
      const input = { converse: { messages, toolConfig: TOOLS } };
      return (await client.send(new CountTokensCommand({ modelId: HAIKU_45, input }))).inputTokens ?? 0;
    };
    const empty = await count();
    expect((await count({ text: 'x'.repeat(400) })) - empty).toBe(100);
    expect((await count(image)) - empty).toBe(1600);
    expect((await count({ json: { rows: 'x'.repeat(387) } })) - empty).toBeGreaterThanOrEqual(100);
  });

  it('in a body of Anthropic, with an empty result and without a choice', async () => {
    const body = (more: object) =>
      JSON.stringify({
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 100,
        tools: [{ name: 'look', input_schema: { type: 'object' } }],
        messages: [
          { role: 'user', content: 'Go.' },
          { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'look', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1' }] },
        ],
        ...more,
      });
    for (const more of [{}, { tool_choice: { type: 'none' } }]) {
      await client.send(new InvokeModelCommand({ modelId: SONNET, body: body(more) }));
      expect(driver.asked.at(-1)?.toolConfig).toEqual({
        tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }],
      });
      expect(driver.asked.at(-1)?.messages?.[2]?.content?.[0]?.toolResult?.content).toEqual([]);
    }
    const plain = { tool_choice: { type: 'none' }, messages: [{ role: 'user', content: 'Go.' }] };
    await client.send(new InvokeModelCommand({ modelId: SONNET, body: body(plain) }));
    expect(driver.asked.at(-1)?.toolConfig).toBeUndefined();
  });
});

function answer(...content: ContentBlock[]): ModelAnswer {
  return { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use' };
}
