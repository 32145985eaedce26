import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { createHash } from 'node:crypto';

import { startLocalCloud, type LocalCloud } from '../../../local/local-cloud.ts';
import { createClients } from '../../../local/resources/clients.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { echoDriver } from '../../support/echo-driver.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';

const CALLBACK = 'http://127.0.0.1:4566/_local/apigateway/reviews/v1/';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const ODD_GROUP = `"><script>alert('&')</script>`;

const client = (ClientName: string, more: object = {}) => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: {
    UserPoolId: { Ref: 'Pool' },
    ClientName,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile'],
    CallbackURLs: [CALLBACK, 'https://app.example/back?from=sign-in', 'signalbox://signed-in'],
    LogoutURLs: [CALLBACK],
    ...more,
  },
});
const group = (GroupName: string) => ({
  Type: 'AWS::Cognito::UserPoolGroup',
  Properties: { UserPoolId: { Ref: 'Pool' }, GroupName, Description: 'those who <look>' },
});
const RESOURCES = {
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'people' } },
  Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { UserPoolId: { Ref: 'Pool' }, Domain: 'people' } },
  Reviewers: group('reviewers'),
  Managers: group('managers'),
  Odd: group(ODD_GROUP),
  Page: client('page'),
  Server: client('server', {
    GenerateSecret: true,
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: 'minutes' },
  }),
  Machine: client('machine', { AllowedOAuthFlows: ['client_credentials'] }),
  // Where a test can read it.
  Secret: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'secret', DisplayName: { 'Fn::GetAtt': ['Server', 'ClientSecret'] } },
  },
  OtherPool: { Type: 'AWS::Cognito::UserPool' },
  OtherPage: client('other', { UserPoolId: { Ref: 'OtherPool' } }),
};

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly groups: readonly string[];
  readonly clients: readonly { readonly id: string; readonly name: string }[];
}

const clock = simulatedClock();
let cloud: LocalCloud;
let pool: Listed;
let other: Listed;
let files: ReturnType<typeof writeAssembly>;
beforeAll(async () => {
  files = writeAssembly(assemblyOf({ Stack: { template: { Resources: RESOURCES } } }));
  const parts = { store: new MemoryStore(), clock, driver: echoDriver() };
  cloud = await startLocalCloud({ port: 0, app: files.directory, ...parts });
  [pool, other] = (await (await fetch(`${cloud.url}/_local/cognito`)).json()) as [Listed, Listed];
});
afterAll(async () => {
  await cloud.close();
  files.remove();
});

const clientId = (name: string, of = pool) => of.clients.find((one) => one.name === name)?.id ?? '';

type Query = Readonly<Record<string, string | undefined>>;

function authorizeUrl(changes: Query = {}): string {
  const standard = {
    client_id: clientId('page'),
    redirect_uri: CALLBACK,
    response_type: 'code',
    state: 'a b&c',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  const query = Object.entries({ ...standard, ...changes }).filter(([, value]) => value !== undefined);
  return `${pool.issuer}/oauth2/authorize?${new URLSearchParams(Object.fromEntries(query) as Record<string, string>)}`;
}

function signIn(username: string, groups: readonly string[] = [], changes: Query = {}): Promise<Response> {
  const body = new URLSearchParams([
    ['username', username],
    ...groups.map((name) => ['groups', name] as [string, string]),
  ]);
  return fetch(authorizeUrl(changes), { method: 'POST', body, redirect: 'manual' });
}

/** What the client finds in the address to which it is sent back. */
function returned(answer: Response): URLSearchParams {
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

interface TokenAnswer {
  readonly id_token?: string;
  readonly access_token: string;
  readonly error?: string;
  readonly expires_in?: number;
}

async function exchange(code: string | null, changes: Query = {}, headers: Record<string, string> = {}) {
  const standard = {
    grant_type: 'authorization_code',
    client_id: clientId('page'),
    redirect_uri: CALLBACK,
    code: code ?? '',
    code_verifier: VERIFIER,
  };
  const form = Object.entries({ ...standard, ...changes }).filter(([, value]) => value !== undefined);
  const body = new URLSearchParams(Object.fromEntries(form) as Record<string, string>);
  const answer = await fetch(`${pool.issuer}/oauth2/token`, { method: 'POST', body, headers });
  return { status: answer.status, ...((await answer.json()) as TokenAnswer) };
}

/** As a relying party does it: keys by discovery. */
async function claims(token: string | undefined, audience?: string): Promise<JWTPayload> {
  const configuration = await fetch(`${pool.issuer}/.well-known/openid-configuration`);
  const { issuer, jwks_uri } = (await configuration.json()) as { issuer: string; jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const options = { issuer, audience, algorithms: ['RS256'], currentDate: new Date(clock.now()) };
  return (await jwtVerify(token ?? '', keys, options)).payload;
}

describe('a sign-in by the page', () => {
  it('leads to tokens like those of Cognito', async () => {
    const code = returned(await signIn(' anna@example.com ', ['reviewers', 'managers'], { nonce: 'n1' }));
    expect([...code.keys()]).toEqual(['code', 'state']);
    expect(code.get('state')).toBe('a b&c');
    const answer = await exchange(code.get('code'));
    expect(answer).toEqual({
      status: 200,
      id_token: expect.any(String),
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
    });
    const seconds = clock.now() / 1000;
    const shared = {
      iss: pool.issuer,
      sub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      'cognito:groups': ['reviewers', 'managers'],
      auth_time: seconds,
      iat: seconds,
      exp: seconds + 3600,
      jti: expect.any(String),
    };
    expect(await claims(answer.id_token, clientId('page'))).toEqual({
      ...shared,
      token_use: 'id',
      aud: clientId('page'),
      'cognito:username': 'anna@example.com',
      email: 'anna@example.com',
      email_verified: true,
      nonce: 'n1',
    });
    expect(await claims(answer.access_token)).toEqual({
      ...shared,
      token_use: 'access',
      client_id: clientId('page'),
      username: 'anna@example.com',
      scope: 'openid email profile',
      version: 2,
    });
  });

  it('gives the scopes that were asked for, and without openid no ID token', async () => {
    const { id_token, access_token } = await exchange(
      returned(await signIn('bob', [], { scope: 'email' })).get('code'),
    );
    expect(id_token).toBeUndefined();
    const access = await claims(access_token);
    expect(access).toMatchObject({ scope: 'email', username: 'bob' });
    expect(access).not.toHaveProperty('cognito:groups');
  });

  it('keeps what the address of the client has in its query', async () => {
    const answer = await signIn('anna', [], { redirect_uri: 'https://app.example/back?from=sign-in' });
    expect(answer.headers.get('location')).toMatch(/^https:\/\/app\.example\/back\?from=sign-in&code=/);
  });

  it.each([
    ['a wrong verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: undefined }],
    ['another address', { redirect_uri: 'https://app.example/back?from=sign-in' }],
  ])('is worth nothing with %s, nor is its code afterwards', async (_what, changes) => {
    const code = returned(await signIn('anna')).get('code');
    expect(await exchange(code, changes)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await exchange(code)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('is good for one exchange, also of many at once', async () => {
    const code = returned(await signIn('anna')).get('code');
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 400)]);
  });

  it('is good for five minutes', async () => {
    const [early, late] = [returned(await signIn('anna')), returned(await signIn('anna'))];
    await clock.advance(5 * 60_000 - 1);
    expect(await exchange(early.get('code'))).toMatchObject({ status: 200 });
    await clock.advance(1);
    expect(await exchange(late.get('code'))).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('needs a name, and groups of the pool', async () => {
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(129)]) expect((await signIn(name)).status).toBe(400);
    const unknown = await signIn('anna', ['reviewers', 'admins']);
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('its groups are reviewers, managers');
  });
});

describe('a client with a secret', () => {
  const SERVER = { redirect_uri: CALLBACK, code_challenge: undefined, code_challenge_method: undefined };
  const codeFor = async () =>
    returned(await signIn('anna', [], { ...SERVER, client_id: clientId('server') })).get('code');
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${clientId('server')}:${secret}`).toString('base64')}`,
  });

  const secret = async () => {
    const clients = createClients(cloud.url);
    const request = new GetTopicAttributesCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:secret' });
    const { Attributes } = await (await clients.sns()).send(request);
    clients.close();
    return Attributes?.['DisplayName'] ?? '';
  };

  it('needs no PKCE but its secret', async () => {
    const proof = { client_id: clientId('server'), code_verifier: undefined };
    expect(await exchange(await codeFor(), proof)).toMatchObject({ status: 400, error: 'invalid_client' });
    const wrong = { ...proof, client_secret: 'guessed' };
    expect(await exchange(await codeFor(), wrong)).toMatchObject({ status: 400, error: 'invalid_client' });
    expect(await exchange(await codeFor(), {}, basic('guessed'))).toMatchObject({ error: 'invalid_client' });
    const client_secret = await secret();
    expect(await exchange(await codeFor(), { ...proof, client_secret })).toMatchObject({
      status: 200,
      expires_in: 300,
    });
    expect(await exchange(await codeFor(), {}, basic(client_secret))).toMatchObject({ status: 200 });
  });
});

describe('what the authorization endpoint refuses', () => {
  it.each([
    [{ client_id: 'nobody' }, 'client_id'],
    [{ client_id: undefined }, 'client_id'],
    [{ redirect_uri: 'https://evil.example/' }, `the CallbackURLs of client page are ${CALLBACK}`],
    [{ redirect_uri: `${CALLBACK}more` }, 'redirect_uri'],
    [{ redirect_uri: CALLBACK.slice(0, -1) }, 'redirect_uri'],
    [{ redirect_uri: undefined }, 'redirect_uri'],
  ])('%j: nobody is sent anywhere', async (changes, message) => {
    for (const answer of [
      await fetch(authorizeUrl(changes), { redirect: 'manual' }),
      await signIn('anna', [], changes),
    ]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
      expect(((await answer.json()) as { message: string }).message).toContain(message);
    }
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: undefined }, 'unsupported_response_type'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: undefined }, 'invalid_request'],
    [{ code_challenge: VERIFIER.slice(1) }, 'invalid_request'],
    [{ scope: 'openid admin' }, 'invalid_scope'],
  ])('%j: the client is told %s', async (changes, error) => {
    for (const answer of [
      await fetch(authorizeUrl(changes), { redirect: 'manual' }),
      await signIn('anna', [], changes),
    ]) {
      const told = returned(answer);
      expect([told.get('error'), told.get('state'), told.get('code')]).toEqual([error, 'a b&c', null]);
      expect(answer.headers.get('location')?.startsWith(CALLBACK)).toBe(true);
    }
  });

  it('a client that may not use codes', async () => {
    expect(returned(await signIn('anna', [], { client_id: clientId('machine') })).get('error')).toBe(
      'unauthorized_client',
    );
  });

  it('a code of another pool or client', async () => {
    const code = returned(await signIn('anna')).get('code');
    const form = { grant_type: 'authorization_code', client_id: clientId('other', other), redirect_uri: CALLBACK };
    const body = new URLSearchParams({ ...form, code: code ?? '', code_verifier: VERIFIER });
    const answer = await fetch(`${other.issuer}/oauth2/token`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('other grants, and bodies that are no form', async () => {
    expect(await exchange('x', { grant_type: 'client_credentials' })).toMatchObject({
      error: 'unsupported_grant_type',
    });
    const answer = await fetch(`${pool.issuer}/oauth2/token`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(400);
  });
});

describe('the sign-in page', () => {
  it('says what it is, offers the groups, and lets nothing run', async () => {
    const answer = await fetch(authorizeUrl());
    const html = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('development issuer');
    expect(html).toContain('value="reviewers"');
    expect(html).toContain('those who &lt;look&gt;');
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"');
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/password"/);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:4566; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    // A group whose name has to be escaped works like any other.
    const { id_token } = await exchange(returned(await signIn('anna', [ODD_GROUP])).get('code'));
    expect(await claims(id_token)).toMatchObject({ 'cognito:groups': [ODD_GROUP] });
  });

  it("lets the form lead to an app's own scheme", async () => {
    const answer = await fetch(authorizeUrl({ redirect_uri: 'signalbox://signed-in' }));
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' signalbox:;");
  });
});

describe('a page of another site', () => {
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  it.each([
    ['a form', { ...headers, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['a form in a sandbox', { origin: 'null', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['a script', { ...headers, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }],
    ['a script of another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['something that has no origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }],
  ])('cannot sign anybody in nor get a token by %s', async (_what, foreign) => {
    const form = new URLSearchParams({ username: 'anna' });
    const json = JSON.stringify({ username: 'anna', clientId: clientId('page') });
    for (const [url, body] of [
      [authorizeUrl(), form],
      [`${pool.issuer}/oauth2/token`, form],
      [`${pool.issuer}/tokens`, json],
    ] as const) {
      const answer = await fetch(url, { method: 'POST', body, headers: foreign, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([403, null]);
    }
  });

  it('cannot show the sign-in in a frame, but may lead to it', async () => {
    const frame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    expect((await fetch(authorizeUrl(), { headers: frame })).status).toBe(403);
    const link = { ...frame, 'sec-fetch-dest': 'document' };
    const answer = await fetch(authorizeUrl(), { headers: link, redirect: 'manual' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  });
});

describe('tokens without a page', () => {
  const tokens = async (body: object): Promise<TokenAnswer & { readonly message?: string }> => {
    const answer = await fetch(`${pool.issuer}/tokens`, { method: 'POST', body: JSON.stringify(body) });
    return (await answer.json()) as TokenAnswer;
  };

  it('are those of a sign-in', async () => {
    const body = { username: 'Bob', groups: ['managers'], clientId: clientId('server') };
    const { id_token, expires_in } = await tokens(body);
    expect(expires_in).toBe(300);
    expect(await claims(id_token, clientId('server'))).toMatchObject({
      'cognito:username': 'Bob',
      'cognito:groups': ['managers'],
    });
    // Whoever has the same name is the same, in whatever letters; anybody else is not.
    const subject = async (username: string) => (await claims((await tokens({ ...body, username })).id_token)).sub;
    expect(await subject('bob')).toBe(await subject('BOB'));
    expect(await subject('bob')).not.toBe(await subject('anna'));
  });

  it('name what is wrong', async () => {
    expect((await tokens({ username: 'anna' })).message).toContain(`there are ${clientId('page')}`);
    const page = { clientId: clientId('page') };
    expect((await tokens(page)).message).toContain('username');
    expect((await tokens({ ...page, username: 'anna', groups: 'admins' })).message).toContain('group "admins"');
    expect((await tokens({ ...page, username: 'anna', groups: [1] })).message).toContain('group 1');
  });

  it('need no client where there is but one', async () => {
    const answer = await fetch(`${other.issuer}/tokens`, { method: 'POST', body: '{"username":"anna"}' });
    const { id_token = '' } = (await answer.json()) as TokenAnswer;
    expect(decodeProtectedHeader(id_token)).toEqual({ alg: 'RS256', kid: expect.any(String) });
    // The other pool's key is another one.
    await expect(claims(id_token)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});

it('signing out leads back, to where the client may be led only', async () => {
  const signOut = (logoutUri: string) =>
    fetch(`${pool.issuer}/logout?${new URLSearchParams({ client_id: clientId('page'), logout_uri: logoutUri })}`, {
      redirect: 'manual',
    });
  expect((await signOut(CALLBACK)).headers.get('location')).toBe(CALLBACK);
  expect((await signOut('https://evil.example/')).status).toBe(400);
});

it('lists pools, and names them and their pages to whoever is lost', async () => {
  expect(pool).toMatchObject({
    id: expect.stringMatching(/^us-east-1_[0-9a-z]{9}$/),
    name: 'people',
    issuer: `${cloud.url}/_local/cognito/${pool.id}`,
    groups: ['reviewers', 'managers', ODD_GROUP],
    clients: [
      { name: 'page', id: expect.stringMatching(/^[0-9a-z]{26}$/), scopes: ['openid', 'email', 'profile'] },
      { name: 'server' },
      { name: 'machine' },
    ],
  });
  expect(await (await fetch(`${cloud.url}/_local/cognito/none/tokens`)).text()).toContain(pool.id);
  expect(await (await fetch(`${pool.issuer}/nothing`)).text()).toContain('/oauth2/token');
  expect((await fetch(`${pool.issuer}/oauth2/token`)).status).toBe(405);
});
