import { createConnection } from 'node:net';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, send } from '../../../local/api/answer.ts';
import { jsonService } from '../../../local/api/json-protocol.ts';
import { startServer } from '../../../local/api/server.ts';
import type { RunningServer } from '../../../local/api/server.ts';
import type { Service } from '../../../local/api/service.ts';
import { settle } from '../../support/simulated-clock.ts';

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00';
const problems: string[] = [];

const states = jsonService({
  name: 'states',
  targets: ['AWSStepFunctions'],
  version: '1.0',
  maxBodyBytes: 1000,
  operations: {
    Echo: (input) => ({ input }),
    Refuse: () => {
      throw new ApiError('ExecutionDoesNotExist', 400, 'no such execution', { resource: 'x' });
    },
    Break: () => {
      throw new TypeError('a bug');
    },
  },
});
const s3: Service = {
  name: 's3',
  async handle(request, response) {
    const body = await request.body();
    send(
      response,
      200,
      'text/plain',
      `${request.method} ${request.path} ${request.query.get('x') ?? '-'} ${body.length}`,
    );
  },
};
const page: Service = {
  name: 'page',
  paths: ['/_local', '/console'],
  handle: (request, response) => send(response, 200, 'text/plain', `page ${request.path}`),
};

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ port: 0, services: [states, s3, page], report: (problem) => problems.push(problem) });
});
afterAll(() => server.close());

interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function call(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
  method = 'POST',
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${server.url}${path}`, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const states1 = (operation: string): Record<string, string> => ({
  authorization: SIGNED,
  'x-amz-target': `AWSStepFunctions.${operation}`,
});

describe('startServer', () => {
  it('binds the loopback only and says who may be in the way when the port is taken', async () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    await expect(startServer({ port: server.port, services: [] })).rejects.toThrow(
      new RegExp(`port ${server.port} is in use.*--port`),
    );
  });

  it('answers HTTP/1.1 by the prefix of X-Amz-Target', async () => {
    const { status, headers, text } = await call('/', states1('Echo'), '{"a":1}');
    expect([status, headers['content-type'], text]).toEqual([200, 'application/x-amz-json-1.0', '{"input":{"a":1}}']);
    expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers cleartext HTTP/2 on the same port', async () => {
    const session = connect(server.url);
    const stream = session.request({ ':path': '/', ':method': 'POST', ...states1('Echo') });
    stream.end('{"b":2}');
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    session.close();
    expect(text).toBe('{"input":{"b":2}}');
  });

  it('tells the two apart when the first bytes come one by one', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    const settings = '\0\0\0\x04\0\0\0\0\0';
    // Byte 3 of the first HTTP/2 frame is its type: 4 is SETTINGS.
    expect((await firstBytesAfter(['P', 'R', 'I', preface.slice(3), settings]))[3]).toBe(4);
    const post = ['P', 'O', 'ST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n'];
    expect((await firstBytesAfter(post)).toString()).toMatch(/^HTTP\/1.1 403 /);
  });

  it('answers by the credential scope, and by a presigned query', async () => {
    const signed = { authorization: SIGNED.replace('/states/', '/s3/') };
    expect((await call('/bucket/a%20b?x=1', signed, 'abc', 'PUT')).text).toBe('PUT /bucket/a b 1 3');
    const presigned = '?X-Amz-Credential=AK%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=00';
    expect((await call(`/bucket/key${presigned}`, {}, '', 'GET')).text).toBe('GET /bucket/key - 0');
  });

  it('names an unknown service, an unknown target and an unknown operation, and what there is', async () => {
    const unknown = await call('/', { authorization: SIGNED.replace('/states/', '/kinesis/') });
    expect(unknown.text).toMatch(/no service \\"kinesis\\"; it has s3, states/);
    const target = await call('/', { authorization: SIGNED, 'x-amz-target': 'Kinesis_20131202.PutRecord' });
    expect(target.text).toContain('Kinesis_20131202.PutRecord');
    const operation = await call('/', states1('constructor'));
    expect(operation.headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(operation.text).toContain('it has Break, Echo, Refuse');
  });

  it('passes an ApiError on, reports anything else as 500, and stays up', async () => {
    const refused = await call('/', states1('Refuse'));
    expect([refused.status, JSON.parse(refused.text)]).toEqual([
      400,
      { __type: 'ExecutionDoesNotExist', message: 'no such execution', resource: 'x' },
    ]);
    const broken = await call('/', states1('Break'));
    expect([broken.status, JSON.parse(broken.text)]).toMatchObject([500, { __type: 'InternalFailure' }]);
    expect(broken.text).toContain('TypeError: a bug');
    expect(problems.join()).toContain('states:Break');
    expect((await call('/', states1('Echo'), '{}')).status).toBe(200);
  });

  it('refuses a body that is not a JSON object', async () => {
    for (const body of ['{"a":', '[1]', '"text"']) {
      const { status, text } = await call('/', states1('Echo'), body);
      expect([status, JSON.parse(text)]).toMatchObject([400, { __type: 'SerializationException' }]);
    }
  });
});

describe('the guard', () => {
  it.each([
    '127.0.0.1:4566',
    'localhost:4566',
    '[::1]:4566',
    'bucket.localhost:4566',
    'sync-localhost',
    'sync-127.0.0.1:4566',
  ])('answers the loopback name %s', async (host) => {
    expect((await call('/', { ...states1('Echo'), host }, '{}')).status).toBe(200);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:4566', '10.0.0.1'])(
    'refuses the foreign name "%s", pages included',
    async (host) => {
      expect((await call('/', { ...states1('Echo'), host }, '{}')).status).toBe(403);
      expect((await call('/console', { host }, '', 'GET')).status).toBe(403);
    },
  );

  it('refuses a foreign Origin and takes its own', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect((await call('/_local/health', { origin }, '', 'GET')).status).toBe(403);
    }
    expect((await call('/_local/health', { origin: server.url }, '', 'GET')).status).toBe(200);
  });

  it('refuses what another site embeds, but lets a person follow a link', async () => {
    const cross = { 'sec-fetch-site': 'cross-site' };
    expect((await call('/_local/x', { ...cross, 'sec-fetch-mode': 'no-cors' }, '', 'GET')).status).toBe(403);
    const frame = { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect((await call('/_local/x', frame, '', 'GET')).status).toBe(403);
    const link = { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await call('/_local/x', link, '', 'GET')).status).toBe(200);
    // An AWS call whose signature stands in the URL is no page.
    const presigned = '/?X-Amz-Signature=0&X-Amz-Credential=a/20260101/us-east-1/states/aws4_request';
    expect((await call(presigned, link, '', 'GET')).status).toBe(403);
  });

  it('refuses an AWS call without a signature', async () => {
    const unsigned: Record<string, string>[] = [
      {},
      { authorization: 'Basic YTpi' },
      { 'x-amz-target': 'AWSStepFunctions.Echo' },
    ];
    for (const headers of unsigned) {
      const { status, headers: answered } = await call('/', headers, '{}');
      expect([status, answered['x-amzn-errortype']]).toEqual([403, 'MissingAuthenticationTokenException']);
    }
    expect((await call('/console/x', {}, '', 'GET')).text).toBe('page /console/x');
    expect((await call('/console.evil', {}, '', 'GET')).status).toBe(403);
  });

  it('answers 413 for a body that is announced, or turns out, too large', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(300_000) });
    const announced = await call('/', states1('Echo'), large);
    expect([announced.status, announced.text]).toEqual([413, expect.stringContaining('at most 1000')]);
    const chunked = await call('/', { ...states1('Echo'), 'transfer-encoding': 'chunked' }, large);
    expect([chunked.status, chunked.text]).toEqual([413, expect.stringContaining('300008 bytes')]);
  });

  it('survives malformed HTTP, a broken path and clients that leave', async () => {
    for (const garbage of [
      'PRI nonsense\r\n\r\n',
      'GARBAGE\r\n\r\n',
      '\0\0\0',
      'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    ]) {
      const socket = createConnection(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.end(garbage);
      await new Promise((closed) => socket.resume().once('close', closed));
    }
    const leaver = createConnection(server.port, '127.0.0.1');
    await new Promise((connected) => leaver.once('connect', connected));
    leaver.end(
      `POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${SIGNED}\r\nX-Amz-Target: AWSStepFunctions.Echo\r\nContent-Length: 9\r\n\r\n{`,
    );
    await new Promise((closed) => leaver.resume().once('close', closed));
    expect((await call('/%E0%A4%A', { authorization: SIGNED.replace('/states/', '/s3/') }, '', 'GET')).status).toBe(
      400,
    );
    expect((await call('/', states1('Echo'), '{}')).status).toBe(200);
  });
});

/** What the server says first to a client that sends the pieces in packets of their own. */
async function firstBytesAfter(pieces: readonly string[]): Promise<Buffer> {
  const socket = createConnection(server.port, '127.0.0.1').setNoDelay(true);
  const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
  for (const piece of pieces) {
    await new Promise((written) => socket.write(piece, 'latin1', written));
    await settle();
  }
  const bytes = await answer;
  socket.destroy();
  return bytes;
}
