import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startApi } from './api-gateway-cloud.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('a request validator', () => {
  const post = (body: string, contentType = 'application/json', path = '/items?dry=1') =>
    api.answer(path, { method: 'POST', body, headers: { 'content-type': contentType, 'x-client': 'test' } });

  it.each(['{"name":"a"}', '{"name":"a","count":1}'])('lets %s pass', async (body) => {
    expect(await post(body)).toEqual([200, expect.objectContaining({ body })]);
  });

  it.each(['', '[]', '{', '{"name":7}', '{"name":"A"}', '{"name":"a","count":0}', '{"name":"a","x":1}'])(
    'refuses %s',
    async (body) => {
      expect(await post(body)).toEqual([400, { message: 'Invalid request body' }]);
      expect(await post(body, 'application/json; charset=utf-8')).toEqual([400, { message: 'Invalid request body' }]);
    },
  );

  it('knows no model for other content types', async () => {
    expect((await post('{', 'text/plain'))[0]).toBe(200);
  });

  it('names what is missing or empty, before it looks at the body', async () => {
    const missing = 'Missing required request parameters';
    expect(await api.answer('/items', { method: 'POST', body: '{' })).toEqual([
      400,
      { message: `${missing}: [X-Client, dry]` },
    ]);
    expect(await post('{', 'application/json', '/items?dry=')).toEqual([400, { message: `${missing}: [dry]` }]);
  });
});

describe('a REQUEST authorizer', () => {
  const secret = (token: string, method = 'GET') =>
    api.answer('/secret?x=1', { method, headers: { Authorization: token } });
  const contextOf = ([status, body]: [number, unknown]) => {
    expect(status).toBe(200);
    return (body as { requestContext: { authorizer: Readonly<Record<string, string>> } }).requestContext.authorizer;
  };

  it('says who calls, all as text', async () => {
    expect(contextOf(await secret('Allow'))).toEqual({
      principalId: 'user-Allow',
      groups: '["a"]',
      calls: expect.stringMatching(/^\d+$/),
      known: 'true',
      type: 'REQUEST',
      event: expect.any(String),
      integrationLatency: expect.any(Number),
    });
  });

  it('sees the request without its body', async () => {
    const { event: seen } = contextOf(await secret('Allow *', 'POST'));
    expect(JSON.parse(seen!)).toEqual({
      type: 'REQUEST',
      methodArn: expect.stringMatching(/^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/v1\/POST\/secret$/),
      resource: '/secret',
      path: '/secret',
      httpMethod: 'POST',
      headers: expect.objectContaining({ Authorization: 'Allow *' }),
      multiValueHeaders: expect.objectContaining({ Authorization: ['Allow *'] }),
      queryStringParameters: { x: '1' },
      multiValueQueryStringParameters: { x: ['1'] },
      pathParameters: {},
      stageVariables: { table: 'items' },
      requestContext: expect.objectContaining({ resourcePath: '/secret', stage: 'v1' }),
    });
  });

  it.each([
    [
      'Deny',
      403,
      { Message: 'User is not authorized to access this resource with an explicit deny in an identity-based policy' },
    ],
    ['Allow arn:other', 403, { Message: 'User is not authorized to access this resource' }],
    ['unknown', 401, { error: 'Unauthorized', type: 'UNAUTHORIZED' }],
    ['broken', 500, { message: null }],
    ['nobody', 500, { message: null }],
    ['list', 500, { message: null }],
    ['text', 500, { message: null }],
    ['Perhaps', 500, { message: null }],
  ])('that says %s: %i', async (token, status, body) => {
    expect(await secret(token)).toEqual([status, body]);
  });

  it('is not called without an identity', async () => {
    const before = api.problems.length;
    const response = await api.call('/secret');
    expect([response.status, await response.json()]).toEqual([401, { error: 'Unauthorized', type: 'UNAUTHORIZED' }]);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
    expect(api.problems).toHaveLength(before);
  });

  it('is called once in the time to live of its answer, which each method is looked up in', async () => {
    const callsOf = async (token: string, method?: string) => Number(contextOf(await secret(token, method))['calls']);
    const first = await callsOf('Allow */GET/secret');
    expect(await callsOf('Allow */GET/secret')).toBe(first);
    expect(await secret('Allow */GET/secret', 'POST')).toEqual([
      403,
      { Message: 'User is not authorized to access this resource' },
    ]);
    expect(await callsOf('Allow */secret')).toBe(first + 1);
    await api.clock.advance(299_999);
    expect(await callsOf('Allow */GET/secret')).toBe(first);
    await api.clock.advance(1);
    expect(await callsOf('Allow */GET/secret')).toBe(first + 2);
  });
});

describe('a TOKEN authorizer', () => {
  it('gets the token and the method, each time when nothing is kept', async () => {
    const contexts = [];
    for (const _ of [1, 2]) {
      const got = await api.event('/token', { headers: { Authorization: 'Allow' } });
      contexts.push(got.requestContext['authorizer'] as Readonly<Record<string, string>>);
    }
    expect(JSON.parse(contexts[0]!['event']!)).toEqual({
      type: 'TOKEN',
      authorizationToken: 'Allow',
      methodArn: expect.stringMatching(/\/v1\/GET\/token$/),
    });
    expect(Number(contexts[1]!['calls'])).toBe(Number(contexts[0]!['calls']) + 1);
    expect((await api.answer('/token'))[0]).toBe(401);
  });
});

describe('throttling', () => {
  it('lets a burst pass, then as many as the rate refills', async () => {
    const limited = async () => (await api.answer('/limited'))[0];
    expect([await limited(), await limited(), await limited()]).toEqual([200, 200, 429]);
    await api.clock.advance(1_999);
    expect(await limited()).toBe(429);
    await api.clock.advance(1);
    const all = await Promise.all([limited(), limited()]);
    expect(all.sort()).toEqual([200, 429]);
    const response = await api.call('/limited');
    expect([response.headers.get('x-amzn-errortype'), await response.json()]).toEqual([
      'TooManyRequestsException',
      { message: 'Too Many Requests' },
    ]);
    // Other methods have buckets of their own.
    expect((await api.answer('/items'))[0]).toBe(200);
  });
});
