import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModelRequest } from '../../../local/models/driver.ts';
import { openAiDriver } from '../../../local/models/openai.ts';

interface Seen {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let seen: Seen[] = [];
let answer: { status: number; body: string };
let url: string;

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    const models = request.url === '/v1/models';
    response.statusCode = models ? 200 : answer.status;
    response.end(models ? '{"data":[{"id":"first-model"},{"id":"second"}]}' : answer.body);
  });
});

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = completion({ content: 'pong' });
});

function completion(message: object, finish_reason = 'stop'): { status: number; body: string } {
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  return { status: 200, body: JSON.stringify({ choices: [{ message, finish_reason }], usage }) };
}

function request(more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    modelId: 'us.anthropic.claude-haiku-5-5',
    messages: [{ role: 'user', content: [{ text: 'ping' }] }],
    signal: new AbortController().signal,
    ...more,
  };
}

describe('the openai driver', () => {
  it('asks the first model of the server, and only once which that is', async () => {
    const driver = openAiDriver({ target: url, apiKey: 'secret' });
    expect(seen).toEqual([]);
    expect(await driver.answer(request())).toEqual({
      output: { message: { role: 'assistant', content: [{ text: 'pong' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
    });
    await driver.answer(request());
    expect(seen.map(({ path }) => path)).toEqual(['/v1/models', '/v1/chat/completions', '/v1/chat/completions']);
    expect(seen[1]).toMatchObject({ body: { model: 'first-model' } });
    // Plain http: whoever listens on the way must not read the key.
    expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => undefined));
  });

  it('sends system, limits and the schema to the model that the target names', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    await openAiDriver({ target: `${url}/v1/#llama3:8b` }).answer(
      request({
        system: [{ text: 'be brief' }],
        inferenceConfig: { maxTokens: 9, stopSequences: ['END'] },
        outputConfig: {
          textFormat: {
            type: 'json_schema',
            structure: { jsonSchema: { schema: JSON.stringify(schema), name: 'it' } },
          },
        },
      }),
    );
    expect(seen).toMatchObject([
      {
        path: '/v1/chat/completions',
        body: {
          model: 'llama3:8b',
          messages: [
            { role: 'system', content: 'be brief' },
            { role: 'user', content: 'ping' },
          ],
          max_tokens: 9,
          stop: ['END'],
          response_format: { type: 'json_schema', json_schema: { name: 'it', schema, strict: true } },
        },
      },
    ]);
  });

  it('turns tools into functions and function calls into tool use', async () => {
    answer = completion({
      content: null,
      tool_calls: [{ id: 'c2', type: 'function', function: { name: 'look', arguments: '{"at":"b"}' } }],
    });
    const said = await openAiDriver({ target: `${url}#m` }).answer(
      request({
        toolConfig: {
          tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }],
          toolChoice: { any: {} },
        },
        messages: [
          {
            role: 'user',
            content: [{ image: { format: 'png', source: { bytes: Uint8Array.of(1) } } }, { text: 'look' }],
          },
          { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'look', input: { at: 'a' } } }] },
          { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ json: { found: 1 } }] } }] },
        ],
      }),
    );
    expect(said).toMatchObject({
      stopReason: 'tool_use',
      output: { message: { content: [{ toolUse: { toolUseId: 'c2', name: 'look', input: { at: 'b' } } }] } },
    });
    expect(seen[0]?.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      tool_choice: 'required',
      messages: [
        {
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
            { type: 'text', text: 'look' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"at":"a"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '{"found":1}' },
      ],
    });
  });

  it('tells the schema in words beside tools, since a server that enforces it would let none be called', async () => {
    const schema = '{"type":"object"}';
    await openAiDriver({ target: `${url}#m` }).answer(
      request({
        system: [{ text: 'be brief' }],
        toolConfig: { tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }] },
        outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema, name: 'it' } } } },
      }),
    );
    expect(seen[0]?.body).not.toHaveProperty('response_format');
    expect(seen[0]?.body).toMatchObject({
      messages: [
        { role: 'system', content: expect.stringMatching(/^be brief\n.*JSON schema.*:\n\{"type":"object"\}$/s) },
        {},
      ],
      tools: [{ function: { name: 'look' } }],
    });
  });

  it.each([undefined, null, '', 'call|1', 'x'.repeat(65)])(
    'gives a call an id of its own where the server gives %p',
    async (id) => {
      const look = { type: 'function', function: { name: 'look', arguments: '' } };
      answer = completion({
        content: null,
        tool_calls: [
          { ...look, id },
          { ...look, id },
        ],
      });
      const { output } = await openAiDriver({ target: `${url}#m` }).answer(request());
      const ids = output?.message?.content?.map(({ toolUse }) => toolUse?.toolUseId ?? '') ?? [];
      expect(new Set(ids).size).toBe(2);
      for (const one of ids) expect(one).toMatch(/^[\w-]{1,64}$/);
    },
  );

  it('maps the finish reason of a cut answer', async () => {
    answer = completion({ content: 'po' }, 'length');
    expect(await openAiDriver({ target: `${url}#m` }).answer(request())).toMatchObject({ stopReason: 'max_tokens' });
  });

  it.each([
    [429, 'ThrottlingException'],
    [401, 'AccessDeniedException'],
    [404, 'ResourceNotFoundException'],
    [400, 'ValidationException'],
    [500, 'ModelErrorException'],
    [503, 'ServiceUnavailableException'],
    [504, 'ModelTimeoutException'],
  ])('answers %i with %s that carries what the server said', async (status, name) => {
    answer = { status, body: 'because' };
    await expect(openAiDriver({ target: `${url}#m` }).answer(request())).rejects.toMatchObject({
      name,
      message: `${url}/v1/chat/completions answered ${status}: because`,
    });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no completion', '{"choices":[]}'],
    [
      'a tool call without JSON',
      '{"choices":[{"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{"}}]}}]}',
    ],
  ])('answers %s with ModelErrorException', async (_what, body) => {
    answer = { status: 200, body };
    await expect(openAiDriver({ target: `${url}#m` }).answer(request())).rejects.toMatchObject({
      name: 'ModelErrorException',
    });
  });

  it('says which server is unreachable and why', async () => {
    await expect(openAiDriver({ target: 'http://127.0.0.1:1' }).answer(request())).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      statusCode: 503,
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:1\/v1\/models: .+; is the model server running\?/),
    });
  });

  it('refuses by name what such a server lacks, and a target that is no URL', async () => {
    const video = { video: { format: 'mp4' as const, source: { bytes: Uint8Array.of(1) } } };
    await expect(
      openAiDriver({ target: `${url}#m` }).answer(request({ messages: [{ role: 'user', content: [video] }] })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('takes no video') });
    expect(() => openAiDriver({ target: 'localhost' })).toThrow('needs a URL such as');
  });
});
