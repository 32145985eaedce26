import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { settle } from '../../support/simulated-clock.ts';
import { startApi } from './api-gateway-cloud.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('the event of a proxy integration', () => {
  it('is what AWS sends', async () => {
    const headers = { 'X-Custom': 'A', 'User-Agent': 'test', Accept: '*/*' };
    const got = await api.event('/items/a%20b/?x=1&x=2&y=p+q%26', { headers });
    const { apiId } = got.requestContext as { apiId: string };
    expect(apiId).toMatch(/^[a-z0-9]{10}$/);
    expect(got).toEqual({
      resource: '/items/{id}',
      path: '/items/a%20b/',
      httpMethod: 'GET',
      headers: expect.objectContaining({ 'X-Custom': 'A', 'User-Agent': 'test', 'X-Forwarded-Proto': 'http' }),
      multiValueHeaders: expect.objectContaining({ 'X-Custom': ['A'], 'X-Forwarded-For': ['127.0.0.1'] }),
      queryStringParameters: { x: '2', y: 'p q&' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['p q&'] },
      pathParameters: { id: 'a%20b' },
      stageVariables: { table: 'items' },
      requestContext: {
        resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
        resourcePath: '/items/{id}',
        httpMethod: 'GET',
        extendedRequestId: expect.stringMatching(/^.{15}=$/),
        requestTime: '09/Apr/2026:12:34:56 +0000',
        requestTimeEpoch: api.clock.now(),
        path: '/v1/items/a%20b/',
        accountId: '000000000000',
        protocol: 'HTTP/1.1',
        stage: 'v1',
        domainPrefix: apiId,
        domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
        apiId,
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: null,
          userAgent: 'test',
          userArn: null,
        },
      },
      body: null,
      isBase64Encoded: false,
    });
    const names = Object.keys(got['headers'] as object).map((name) => name.toLowerCase());
    expect(names).toEqual(expect.arrayContaining(['host', 'x-amzn-trace-id', 'x-forwarded-port']));
    expect(names).not.toContain('connection');
  });

  it('has null where nothing is', async () => {
    expect(await api.event('')).toMatchObject({
      resource: '/',
      path: '/',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      requestContext: expect.not.objectContaining({ authorizer: expect.anything() }),
    });
  });

  it('carries text as it is and bytes in base64', async () => {
    const put = (type: string) =>
      api.event('/items/new', { method: 'PUT', body: 'ä€', headers: { 'content-type': type } });
    expect(await put('text/plain')).toMatchObject({ body: 'ä€', isBase64Encoded: false });
    expect(await put('image/png; a=b')).toMatchObject({
      body: Buffer.from('ä€').toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('keeps the values of a header that stands twice', async () => {
    const text = await new Promise<string>((resolve) => {
      const sent = httpRequest(api.urlOf('/items'), { headers: { 'X-Tag': ['a', 'b'] } }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(body));
      });
      sent.end();
    });
    expect(JSON.parse(text)).toMatchObject({ headers: { 'X-Tag': 'b' }, multiValueHeaders: { 'X-Tag': ['a', 'b'] } });
  });

  it('is the same over HTTP/2', async () => {
    const session = connect(api.url);
    const stream = session.request({ ':path': '/_local/apigateway/items/v1/items', 'x-custom': 'A' });
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    session.close();
    const host = api.url.replace('http://', '');
    expect(JSON.parse(text)).toMatchObject({
      headers: { Host: host, 'x-custom': 'A' },
      requestContext: { protocol: 'HTTP/2.0', identity: { sourceIp: '127.0.0.1' } },
    });
  });

  it.each([
    ['/files/a/b.txt', '/files/{proxy+}', { proxy: 'a/b.txt' }],
    ['/items/new', '/items/new', null],
    ['/items/7', '/items/{id}', { id: '7' }],
  ])('of %s comes from %s', async (path, resource, pathParameters) => {
    expect(await api.event(path)).toMatchObject({ resource, path, pathParameters });
  });

  it("comes by the API's id as well", async () => {
    const { apiId } = (await api.event('/items')).requestContext;
    const response = await fetch(`${api.url}/_local/apigateway/${String(apiId)}/v1/items`);
    expect(await response.json()).toMatchObject({ resource: '/items', requestContext: { apiId } });
  });
});

describe('the answer of a function', () => {
  it('is a page with its headers', async () => {
    const response = await api.call('/items?do=page');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'self'",
      'x-amz-apigw-id': expect.stringMatching(/^.{15}=$/),
      'x-amzn-requestid': expect.any(String),
    });
    expect(await response.text()).toBe('<!doctype html><p>ä</p>');
  });

  it('has headers with several values, and other names for those that API Gateway keeps', async () => {
    const response = await api.call('/items?do=headers');
    expect(response.status).toBe(302);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/elsewhere',
      'x-number': '7',
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'x-amzn-remapped-connection': 'close',
      'content-type': 'application/json',
    });
    expect(response.headers.get('www-authenticate')).toBeNull();
  });

  it('is bytes for who accepts them', async () => {
    const bytes = await api.call('/items?do=bytes', { headers: { accept: 'image/png,*/*' } });
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([1, 2, 255]);
    const text = await api.call('/items?do=bytes', { headers: { accept: 'text/html' } });
    expect(await text.text()).toBe('AQL/');
  });

  it('may be empty', async () => {
    expect(await api.answer('/items?do=nothing')).toEqual([200, '']);
  });

  it.each([
    ['throws', /backend failed: .*no luck/],
    ['list', /it must be an object, found \[\]/],
    ['text', /it must be an object, found "hello"/],
    ['null', /it must be an object, found null/],
    ['more', /may not have the member message/],
    ['object', /body must be text/],
    ['status', /statusCode must be a number from 200 to 599, found "OK"/],
    ['header', /header x-list must be text/],
    ['break', /Invalid character in header content/],
  ])('%s: 502, and the developer is told why', async (what, reason) => {
    const response = await api.call(`/items?do=${what}`);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
    expect(await response.json()).toEqual({ message: 'Internal server error' });
    expect(api.problems.at(-1)).toMatch(reason);
    expect(api.problems.at(-1)).toContain('API items, GET /items');
  });

  it.each([
    ['/items', 29_000],
    ['/slow', 5_000],
  ])('of %s is waited for %i ms of the clock', async (path, timeoutMs) => {
    const waiting = api.answer(`${path}?do=hangs`);
    while (api.clock.inFlight() === 0) await settle();
    await api.clock.advance(timeoutMs - 1);
    expect(await Promise.race([waiting, settle().then(() => 'waits')])).toBe('waits');
    await api.clock.advance(1);
    expect(await waiting).toEqual([504, { message: 'Endpoint request timed out' }]);
    await api.clock.advance(15 * 60_000);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/nothing'],
    ['DELETE', '/items'],
    ['GET', '/items/7/more'],
    ['GET', '/files'],
  ])('%s %s misses a token, as AWS says it', async (method, path) => {
    const response = await api.call(path, { method });
    expect([response.status, await response.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });

  it('a stage is forbidden', async () => {
    const response = await fetch(`${api.url}/_local/apigateway/items/v2/items`);
    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  it('an API is answered with those that are', async () => {
    const response = await fetch(`${api.url}/_local/apigateway/nothing/v1/`);
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/no REST API is called \\"nothing\\".*[a-z0-9]{10} \(items\)/);
  });

  it('more than 10 MB is too long', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    expect(await api.answer('/items/new', { method: 'POST', body })).toEqual([413, { message: 'Request Too Long' }]);
    // A function takes less.
    const less = body.subarray(0, 7 * 1024 * 1024);
    expect(await api.answer('/items/new', { method: 'POST', body: less })).toEqual([
      413,
      { message: 'Request Too Long' },
    ]);
  });
});

describe('browsers', () => {
  const browser = (headers: Record<string, string>, method = 'GET', path = '/items?do=page') =>
    new Promise<number>((resolve, reject) => {
      const sent = httpRequest(api.urlOf(path), { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject).end();
    });

  it.each([
    ['open a page by a link of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 200],
    ['open a page by its address', { 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }, 200],
    ['load its script', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'script' }, 200],
    ['may not fetch it from another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'empty' }, 403],
    ['may not frame it', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, 403],
  ])('%s', async (_what, headers, status) => {
    expect(await browser(headers)).toBe(status);
  });

  it("post from the API's own origin only", async () => {
    expect(await browser({ origin: api.url, 'sec-fetch-site': 'same-origin' }, 'POST', '/items/new')).toBe(200);
    expect(await browser({ origin: 'http://evil.example' }, 'POST', '/items/new')).toBe(403);
  });

  it("are told by a preflight what the CDK's options say", async () => {
    const response = await api.call('/items/7', { method: 'OPTIONS' });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'https://example.com',
      'access-control-allow-methods': 'GET',
      vary: 'Origin',
    });
  });
});

describe("the API's address in a template", () => {
  it('leads to the local cloud', async () => {
    const { Environment } = await api.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'client' }));
    const { API_URL = '', ITEMS_URL = '', HOST } = Environment?.Variables ?? {};
    expect(API_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_local\/apigateway\/[a-z0-9]{10}\/v1\/$/);
    expect(ITEMS_URL).toBe(`${API_URL}items`);
    expect(HOST).toMatch(/^[a-z0-9]{10}\.example\.com$/);
    expect((await fetch(ITEMS_URL)).status).toBe(200);
    const { Payload = new Uint8Array() } = await api.lambda.send(new InvokeCommand({ FunctionName: 'client' }));
    expect(JSON.parse(Buffer.from(Payload).toString())).toBe(API_URL);
  });
});
