import { connect } from 'node:http2';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bedrockRuntimeService } from '../../../local/api/bedrock-runtime.ts';
import { localService } from '../../../local/api/local-pages.ts';
import { startServer } from '../../../local/api/server.ts';
import type { RunningServer } from '../../../local/api/server.ts';
import { BEDROCK_ERROR_NAMES, BEDROCK_ERRORS } from '../../../local/models/bedrock-errors.ts';
import { createCallLog } from '../../../local/models/call-log.ts';
import type { ModelAnswer, ModelRequest } from '../../../local/models/driver.ts';
import { createFaults } from '../../../local/models/faults.ts';
import { echoDriver, said } from '../../support/echo-driver.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const SONNET = 'us.anthropic.claude-sonnet-5-5';
const HAIKU_45 = 'anthropic.claude-haiku-4-5-20251001-v1:0';

let reply: ((request: ModelRequest) => ModelAnswer) | undefined;
let driver = echoDriver();
let clock = simulatedClock({ auto: true });
let server: RunningServer;
let client: BedrockRuntimeClient;

beforeEach(async () => {
  reply = undefined;
  driver = echoDriver((request) => reply?.(request) ?? said(lastText(request)));
  clock = simulatedClock({ auto: true });
  const faults = createFaults(() => 0.5);
  const calls = createCallLog(100);
  server = await startServer({
    port: 0,
    services: [
      bedrockRuntimeService({ driver, faults, calls, clock }),
      localService({ resources: () => ({}), faults, calls, inbox: { list: () => [], clear: () => {} } }),
    ],
  });
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

function lastText(request: ModelRequest): string {
  return (
    request.messages
      ?.at(-1)
      ?.content?.map(({ text }) => text ?? '')
      .join('') ?? ''
  );
}

function ask(text: string, more: Partial<ConverseCommandInput> = {}): ConverseCommandInput {
  return { modelId: SONNET, messages: [{ role: 'user', content: [{ text }] }], ...more };
}

const anthropic = (more: object = {}): string =>
  JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello there' }],
    ...more,
  });

async function setFaults(...faults: object[]): Promise<void> {
  const set = await fetch(`${server.url}/_local/bedrock/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  expect(set.status).toBe(200);
}

async function outcomes(): Promise<unknown> {
  const calls = (await (await fetch(`${server.url}/_local/bedrock/calls`)).json()) as { outcome: string }[];
  return calls.map(({ outcome }) => outcome);
}

describe('Converse', () => {
  it('answers the unmodified SDK over HTTP/2, with estimated usage, and logs the call', async () => {
    const { output, stopReason, usage, metrics } = await client.send(
      new ConverseCommand(ask('hello there', { requestMetadata: { promptId: 'greet@1' } })),
    );
    expect(output).toEqual({ message: { role: 'assistant', content: [{ text: 'hello there' }] } });
    expect([stopReason, usage, metrics]).toEqual([
      'end_turn',
      { inputTokens: 3, outputTokens: 3, totalTokens: 6 },
      { latencyMs: 0 },
    ]);
    expect(driver.asked[0]).toMatchObject({ modelId: SONNET, promptId: 'greet@1' });
    expect(await (await fetch(`${server.url}/_local/bedrock/calls`)).json()).toEqual([
      {
        model: SONNET,
        promptId: 'greet@1',
        operation: 'converse',
        outcome: 'ok',
        at: '2026-01-01T00:00:00.000Z',
        latencyMs: 0,
      },
    ]);
  });

  it('carries images, tools and tool results both ways, and takes an ARN for a model', async () => {
    reply = () => ({
      stopReason: 'tool_use',
      output: {
        message: {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 't1', name: 'look', input: { bytes: 'aGk=' } } }],
        },
      },
    });
    const modelId = `arn:aws:bedrock:us-east-1:000000000000:inference-profile/${SONNET}`;
    const { output, stopReason } = await client.send(
      new ConverseCommand({
        modelId,
        toolConfig: { tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }] },
        messages: [
          { role: 'user', content: [{ image: { format: 'png', source: { bytes: Uint8Array.of(1, 2, 3) } } }] },
          { role: 'assistant', content: [{ toolUse: { toolUseId: 't0', name: 'look', input: { bytes: 'eA==' } } }] },
          { role: 'user', content: [{ toolResult: { toolUseId: 't0', content: [{ json: { bytes: 'eQ==' } }] } }] },
        ],
      }),
    );
    expect([output?.message?.content?.[0]?.toolUse?.input, stopReason]).toEqual([{ bytes: 'aGk=' }, 'tool_use']);
    const [first, second, third] = driver.asked[0]?.messages ?? [];
    expect(driver.asked[0]?.modelId).toBe(modelId);
    expect(first?.content?.[0]?.image?.source?.bytes).toEqual(Uint8Array.of(1, 2, 3));
    expect(second?.content?.[0]?.toolUse?.input).toEqual({ bytes: 'eA==' });
    expect(third?.content?.[0]?.toolResult?.content?.[0]).toEqual({ json: { bytes: 'eQ==' } });
  });

  it('cuts an answer at max tokens, four characters each, and at a stop sequence', async () => {
    const cut = await client.send(new ConverseCommand(ask('0123456789abcdef', { inferenceConfig: { maxTokens: 2 } })));
    expect([cut.output?.message?.content, cut.stopReason, cut.usage?.outputTokens]).toEqual([
      [{ text: '01234567' }],
      'max_tokens',
      2,
    ]);
    const stop = await client.send(
      new ConverseCommand(ask('one END two', { inferenceConfig: { stopSequences: ['END'] } })),
    );
    expect([stop.output?.message?.content, stop.stopReason]).toEqual([[{ text: 'one ' }], 'stop_sequence']);
  });

  it('believes the tokens that a driver counted', async () => {
    reply = () => ({ ...said('long text, few tokens'), usage: { inputTokens: 7, outputTokens: 2, totalTokens: 9 } });
    const { usage, stopReason } = await client.send(
      new ConverseCommand(ask('x', { inferenceConfig: { maxTokens: 2 } })),
    );
    expect([usage, stopReason]).toEqual([{ inputTokens: 7, outputTokens: 2, totalTokens: 9 }, 'end_turn']);
  });

  it('turns what a driver throws into InternalServerException, and goes on', async () => {
    reply = () => {
      throw new TypeError('driver bug');
    };
    await expect(client.send(new ConverseCommand(ask('x')))).rejects.toMatchObject({
      name: 'InternalServerException',
      message: expect.stringContaining('driver bug'),
    });
    reply = undefined;
    expect((await client.send(new ConverseCommand(ask('x')))).stopReason).toBe('end_turn');
  });

  it('counts tokens', async () => {
    const input = { converse: { messages: ask('12345678').messages } };
    expect((await client.send(new CountTokensCommand({ modelId: HAIKU_45, input }))).inputTokens).toBe(2);
  });
});

describe('validation', () => {
  const user = { role: 'user' as const, content: [{ text: 'hi' }] };
  const assistant = { role: 'assistant' as const, content: [{ text: '{' }] };
  const toolConfig = {
    tools: [{ toolSpec: { name: 't', inputSchema: { json: {} } } }],
    toolChoice: { any: {} },
  };
  it.each<[string, Partial<ConverseCommandInput>, string]>([
    ['a malformed model id', { modelId: 'gpt 4' }, 'The provided model identifier is invalid.'],
    ['an id without a provider', { modelId: 'claude' }, 'The provided model identifier is invalid.'],
    ['no messages', { messages: undefined }, 'must start with a user message'],
    ['an assistant first', { messages: [assistant, user] }, 'must start with a user message'],
    ['two users in a row', { messages: [user, user] }, 'must alternate'],
    ['blank text', { messages: [{ role: 'user', content: [{ text: ' ' }] }] }, 'messages.0.content.0 is blank'],
    ['empty content', { messages: [{ role: 'user', content: [] }] }, 'messages.0 is empty'],
    ['temperature on 5.x', { inferenceConfig: { temperature: 0.5 } }, '`temperature` is not supported'],
    ['top_p on 5.x', { inferenceConfig: { topP: 0.5 } }, '`top_p` is not supported'],
    ['top_k on 5.x', { additionalModelRequestFields: { top_k: 5 } }, '`top_k` is not supported'],
    ['prefill on 5.x', { messages: [user, assistant] }, 'does not support assistant message prefill'],
    ['a forced tool on sonnet 5.5', { toolConfig }, 'toolChoice any is not supported'],
    ['too many max tokens', { inferenceConfig: { maxTokens: 128_001 } }, 'exceeds the model limit of 128000'],
    ['max tokens 0', { inferenceConfig: { maxTokens: 0 } }, 'inferenceConfig.maxTokens'],
    [
      'a context that overflows',
      { modelId: HAIKU_45, messages: [{ role: 'user', content: [{ text: 'x'.repeat(800_004) }] }] },
      'Input is too long',
    ],
    [
      'a schema that is not JSON',
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{' } } } } },
      'is not JSON',
    ],
  ])('refuses %s', async (_what, more, message) => {
    await expect(client.send(new ConverseCommand(ask('hi', more)))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(driver.asked).toEqual([]);
    expect(await outcomes()).toEqual(['ValidationException']);
  });

  it('allows on older and unknown models what 5.x refuses', async () => {
    for (const modelId of [HAIKU_45, 'some-provider.new-model-v1:0']) {
      const more = { modelId, inferenceConfig: { temperature: 0.5 }, toolConfig, messages: [user, assistant] };
      expect((await client.send(new ConverseCommand(ask('', more)))).stopReason).toBe('end_turn');
    }
  });

  it('names every wrong field of a body, malformed JSON and an unknown operation', async () => {
    const post = async (path: string, body: string): Promise<[number, string | null, string]> => {
      const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/bedrock/aws4_request' };
      const answer = await fetch(`${server.url}/model/${path}`, { method: 'POST', body, headers });
      return [answer.status, answer.headers.get('x-amzn-errortype'), await answer.text()];
    };
    const wrong = '{"messages":[{"role":"robot","content":[{"text":1}]}],"temperature":1}';
    const [status, type, text] = await post(`${SONNET}/converse`, wrong);
    expect([status, type]).toEqual([400, 'ValidationException']);
    expect(text).toMatch(/messages\.0\.role.*messages\.0\.content\.0\.text.*extraneous key \[temperature\]/);
    expect(await post(`${SONNET}/converse`, '{"messages":')).toEqual([
      400,
      'ValidationException',
      expect.stringContaining('Malformed input request'),
    ]);
    expect(await post(`${SONNET}/converse`, '[]')).toEqual([
      400,
      'ValidationException',
      expect.stringContaining('must be a JSON object'),
    ]);
    expect(await post(`${SONNET}/apply`, '{}')).toEqual([
      404,
      'UnknownOperationException',
      expect.stringContaining('converse-stream'),
    ]);
    expect((await client.send(new ConverseCommand(ask('still here')))).stopReason).toBe('end_turn');
  });
});

describe('documents', () => {
  type Block = NonNullable<NonNullable<ConverseCommandInput['messages']>[number]['content']>[number];
  const PDF = Buffer.from('%PDF-1.7 as it were');
  const pdf = (more: object = {}): Block => ({
    document: { name: 'Document 1', format: 'pdf', source: { bytes: PDF }, ...more },
  });
  const about = (...blocks: Block[]) => [{ role: 'user' as const, content: [...blocks, { text: 'Read it.' }] }];
  const send = (messages: ConverseCommandInput['messages']) =>
    client.send(new ConverseCommand({ modelId: SONNET, messages }));

  it('reach the driver as bytes, and count as tokens by their size', async () => {
    const text = {
      document: { name: 'Notes [2] (new)-1', format: 'txt' as const, source: { bytes: Buffer.alloc(400) } },
    };
    const { usage } = await send(about(pdf(), text));
    const [first, second] = driver.asked[0]?.messages?.[0]?.content ?? [];
    expect(Buffer.from(first?.document?.source?.bytes ?? [])).toEqual(PDF);
    expect(second?.document).toMatchObject({ name: 'Notes [2] (new)-1', format: 'txt' });
    // A page at least for the PDF, four characters a token for the text, and the question.
    expect(usage?.inputTokens).toBe(1600 + 100 + 2);
    const large = Buffer.concat([PDF, Buffer.alloc(1_000_000 - PDF.length)]);
    expect((await send(about(pdf({ source: { bytes: large } })))).usage?.inputTokens).toBe(40_002);
  });

  it('may be up to five, of 4.5 MB each', async () => {
    const names = ['1', '2', '3', '4', '5'];
    expect((await send(about(...names.map((name) => pdf({ name }))))).stopReason).toBe('end_turn');
    const largest = Buffer.concat([PDF, Buffer.alloc(4.5 * 1024 * 1024 - PDF.length)]);
    expect((await send(about(pdf({ source: { bytes: largest } })))).stopReason).toBe('end_turn');
  });

  const sixth = ['1', '2', '3', '4', '5', '6'].map((name) => pdf({ name }));
  const tooLarge = Buffer.concat([PDF, Buffer.alloc(4.5 * 1024 * 1024 - PDF.length + 1)]);
  const NAME = 'The document file name can only contain alphanumeric characters';
  it.each<[string, ConverseCommandInput['messages'], string]>([
    ['six documents', about(...sixth), "You can't include more than 5 documents in a request."],
    [
      'six in two messages',
      [...about(...sixth.slice(3)), { role: 'assistant', content: [{ text: 'so' }] }, ...about(...sixth.slice(0, 3))],
      "You can't include more than 5 documents in a request.",
    ],
    ['more than 4.5 MB', about(pdf({ source: { bytes: tooLarge } })), 'The maximum document size is 4.5 MB.'],
    ['no text beside it', [{ role: 'user', content: [pdf()] }], 'A text block must be included when using documents.'],
    ['a dot in the name', about(pdf({ name: 'scan.pdf' })), NAME],
    ['two blanks in the name', about(pdf({ name: 'my  scan' })), NAME],
    ['a tab in the name', about(pdf({ name: 'my\tscan' })), NAME],
    ['letters beyond ASCII', about(pdf({ name: 'résumé' })), NAME],
    ['no name', about(pdf({ name: '' })), NAME],
    ['a long name', about(pdf({ name: 'x'.repeat(201) })), NAME],
    ['the same name twice', about(pdf(), pdf()), "Messages can't contain duplicate document names."],
    [
      'a format that it does not know',
      about({ text: 'Here.' }, pdf({ format: 'odt' })),
      "Value 'odt' at 'messages.1.member.content.2.member.document.format' failed to satisfy constraint: Member must satisfy enum value set",
    ],
    [
      'text as a source',
      about(pdf({ source: { text: 'hi' } })),
      'must set one of the following keys: bytes, s3Location',
    ],
    ['a PDF that is none', about(pdf({ source: { bytes: Buffer.from('hello') } })), 'The PDF specified was not valid.'],
    [
      'an assistant that attaches',
      [...about(), { role: 'assistant', content: [{ text: 'so' }, pdf()] }],
      'only supported in user messages',
    ],
  ])('are refused for %s', async (_what, messages, message) => {
    await expect(send(messages)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(driver.asked).toEqual([]);
  });
});

describe('ConverseStream', () => {
  it('sends text in pieces, then the stop reason, then usage', async () => {
    const text = 'a text of more than twenty characters 👍🏽 with an emoji';
    const { stream = [] } = await client.send(new ConverseStreamCommand(ask(text)));
    const kinds: string[] = [];
    let whole = '';
    let last: unknown;
    for await (const event of stream) {
      kinds.push(Object.keys(event)[0] ?? '');
      whole += event.contentBlockDelta?.delta?.text ?? '';
      last = event.metadata?.usage ?? last;
    }
    expect(whole).toBe(text);
    expect([...new Set(kinds)]).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    expect(last).toMatchObject({ inputTokens: 14, outputTokens: 14 });
  });

  it('streams a tool call as pieces of JSON', async () => {
    reply = () => ({
      stopReason: 'tool_use',
      output: {
        message: {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 't', name: 'f', input: { deep: [1, { two: 'three and four' }] } } }],
        },
      },
    });
    const { stream = [] } = await client.send(new ConverseStreamCommand(ask('x')));
    let json = '';
    const seen: unknown[] = [];
    for await (const event of stream) {
      json += event.contentBlockDelta?.delta?.toolUse?.input ?? '';
      seen.push(event.contentBlockStart?.start?.toolUse, event.messageStop?.stopReason);
    }
    expect(JSON.parse(json)).toEqual({ deep: [1, { two: 'three and four' }] });
    expect(seen.filter((one) => one !== undefined)).toEqual([{ toolUseId: 't', name: 'f' }, 'tool_use']);
  });

  it('breaks mid-stream with a typed error', async () => {
    await setFaults(
      { model: '*', error: 'ModelStreamErrorException', times: 1 },
      { model: '*', error: 'ThrottlingException', midStream: true, times: 1 },
    );
    for (const name of ['ModelStreamErrorException', 'ThrottlingException']) {
      const { stream = [] } = await client.send(new ConverseStreamCommand(ask('a text that is cut in the middle')));
      let events = 0;
      await expect(
        (async () => {
          for await (const _event of stream) events += 1;
        })(),
      ).rejects.toMatchObject({ name });
      expect(events).toBeGreaterThan(0);
    }
    expect(await outcomes()).toEqual(['ModelStreamErrorException', 'ThrottlingException']);
  });
});

describe('InvokeModel', () => {
  it('takes and gives the body of the Anthropic Messages API', async () => {
    const { body, contentType, $metadata } = await client.send(
      new InvokeModelCommand({
        modelId: HAIKU_45,
        contentType: 'application/json',
        requestMetadata: JSON.stringify({ promptId: 'greet@2' }),
        body: anthropic({
          system: 'be kind',
          temperature: 0,
          stop_sequences: ['STOP'],
          tools: [{ name: 'f', input_schema: { type: 'object' } }],
          messages: [
            { role: 'user', content: 'q' },
            { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] },
            {
              role: 'user',
              content: [
                { type: 'tool_result', tool_use_id: 't', content: 'r' },
                { type: 'text', text: 'yes STOP no' },
              ],
            },
          ],
        }),
      }),
    );
    expect([contentType, $metadata.httpStatusCode]).toEqual(['application/json', 200]);
    expect(JSON.parse(body.transformToString())).toEqual({
      id: expect.stringMatching(/^msg_bdrk_[0-9a-f]{32}$/),
      type: 'message',
      role: 'assistant',
      model: 'claude-haiku-4-5-20251001',
      content: [{ type: 'text', text: 'yes ' }],
      stop_reason: 'stop_sequence',
      stop_sequence: 'STOP',
      usage: expect.objectContaining({ output_tokens: 1 }),
    });
    expect(driver.asked[0]).toMatchObject({
      promptId: 'greet@2',
      system: [{ text: 'be kind' }],
      inferenceConfig: { maxTokens: 100, temperature: 0 },
      messages: [
        {},
        { content: [{ toolUse: { toolUseId: 't', name: 'f', input: { a: 1 } } }] },
        {
          content: [
            { toolResult: { toolUseId: 't', content: [{ text: 'r' }], status: 'success' } },
            { text: 'yes STOP no' },
          ],
        },
      ],
    });
  });

  it('streams chunks of Anthropic events that end with the metrics of Bedrock', async () => {
    const { body = [] } = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId: SONNET, body: anthropic() }),
    );
    const events: { type: string; delta?: { text?: string } }[] = [];
    for await (const { chunk } of body) events.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[2]?.delta?.text).toBe('hello there');
    expect(events.at(-1)).toMatchObject({
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 3 },
    });
  });

  it.each([
    ['no version', { anthropic_version: undefined }, 'anthropic_version'],
    ['no max_tokens', { max_tokens: undefined }, 'max_tokens'],
    ['a field it does not know', { temprature: 1 }, 'extraneous key [temprature]'],
    ['temperature on 5.x', { temperature: 1 }, '`temperature` is not supported'],
  ])('refuses a body with %s', async (_what, more, message) => {
    await expect(client.send(new InvokeModelCommand({ modelId: SONNET, body: anthropic(more) }))).rejects.toMatchObject(
      { name: 'ValidationException', message: expect.stringContaining(message) },
    );
  });

  it('says that it knows bodies of Anthropic models only', async () => {
    const nova = new InvokeModelCommand({ modelId: 'us.amazon.nova-pro-v1:0', body: '{}' });
    await expect(client.send(nova)).rejects.toMatchObject({ message: expect.stringContaining('call it by Converse') });
  });
});

describe('faults', () => {
  it.each(BEDROCK_ERROR_NAMES)('%s arrives as the typed error with its own status', async (error) => {
    await setFaults({ model: '*', error });
    await expect(client.send(new ConverseCommand(ask('x')))).rejects.toMatchObject({
      name: error,
      message: BEDROCK_ERRORS[error][1],
      $metadata: { httpStatusCode: BEDROCK_ERRORS[error][0] },
    });
    expect(driver.asked).toEqual([]);
  });

  it('waits by the clock, then times out', async () => {
    await setFaults({ model: '*', error: 'timeout', latencyMs: 60_000 });
    await expect(client.send(new ConverseCommand(ask('x')))).rejects.toMatchObject({ name: 'ModelTimeoutException' });
    expect(clock.slept).toEqual([60_000]);
  });

  it('is slow', async () => {
    await setFaults({ model: '*', error: 'slow', latencyMs: 20_000 });
    const { metrics, output } = await client.send(new ConverseCommand(ask('late')));
    expect([metrics?.latencyMs, output?.message?.content]).toEqual([20_000, [{ text: 'late' }]]);
    expect(await outcomes()).toEqual(['slow']);
  });

  it('garbles JSON and cuts an answer in the middle', async () => {
    const json = JSON.stringify({ complexity: 'simple', confidence: 1 });
    await setFaults({ model: '*', error: 'malformed', times: 1 }, { model: '*', error: 'truncated', times: 1 });
    const garbled = await client.send(new ConverseCommand(ask(json)));
    expect(() => JSON.parse(garbled.output?.message?.content?.[0]?.text ?? '') as unknown).toThrow();
    expect(garbled.stopReason).toBe('end_turn');
    const cut = await client.send(new ConverseCommand(ask(json)));
    expect(json.startsWith(cut.output?.message?.content?.[0]?.text ?? '?')).toBe(true);
    expect([cut.stopReason, cut.usage?.outputTokens]).toEqual(['max_tokens', 5]);
    expect(await outcomes()).toEqual(['malformed', 'truncated']);
  });

  it('hits the named model and prompt as often as it says, then is spent', async () => {
    await setFaults({ model: '*sonnet*', promptId: 'classify*', error: 'ThrottlingException', times: 2 });
    const classify = { requestMetadata: { promptId: 'classify@1' } };
    await client.send(new ConverseCommand(ask('another model', { ...classify, modelId: HAIKU_45 })));
    await client.send(new ConverseCommand(ask('another prompt', { requestMetadata: { promptId: 'answer@1' } })));
    await client.send(new ConverseCommand(ask('no prompt id')));
    const throttled = { name: 'ThrottlingException' };
    await expect(client.send(new ConverseCommand(ask('x', classify)))).rejects.toMatchObject(throttled);
    expect(await (await fetch(`${server.url}/_local/bedrock/faults`)).json()).toMatchObject([{ times: 1 }]);
    await expect(client.send(new ConverseCommand(ask('x', classify)))).rejects.toMatchObject(throttled);
    await client.send(new ConverseCommand(ask('x', classify)));
    expect(await (await fetch(`${server.url}/_local/bedrock/faults`)).json()).toEqual([]);
  });
});

it('survives a client that leaves while the model thinks, and tells the driver', async () => {
  await setFaults({ model: '*', error: 'slow', latencyMs: 1 });
  const aborted = new Promise<void>((resolve) => {
    reply = (request) => {
      request.signal.addEventListener('abort', () => resolve());
      session.destroy();
      return said('nobody listens');
    };
  });
  const session = connect(server.url);
  session.on('error', () => {});
  const stream = session.request({
    ':path': `/model/${SONNET}/converse`,
    ':method': 'POST',
    authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/bedrock/aws4_request',
  });
  stream.on('error', () => {});
  stream.end(JSON.stringify({ messages: ask('x').messages }));
  await aborted;
  expect((await client.send(new ConverseCommand(ask('still here')))).stopReason).toBe('end_turn');
});
