import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicKey, KeyObject, type webcrypto } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import { authorizeReviewer, type AuthorizeTools } from '../../../functions/authorize-reviewer/authorize-reviewer.ts';
import { tokenVerifier } from '../../../functions/authorize-reviewer/verify-token.ts';
import { oidcDiscovery } from '../../../functions/http/oidc-discovery.ts';
import { reviewSettings } from '../../../functions/review-settings/review-settings.ts';
import { parsed } from './review-world.ts';

const NOW = Date.UTC(2026, 10, 21, 15);
const SECONDS = NOW / 1000;
const CLIENT = 'the review page';
const METHOD = 'arn:aws:execute-api:us-east-1:123456789012:abc123/v1/GET/reviews/1';

interface Key {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

/** An issuer, as an identity provider is one over HTTP. */
class Issuer {
  readonly url: string;
  keys: Key[] = [];
  /** What it answers instead, by path. */
  readonly broken = new Map<string, number>();
  discovery: Record<string, unknown> = {};
  asked: string[] = [];
  readonly #server: Server;

  static async start(): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Issuer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool`;
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      void this.#answer(path).then((body) => {
        response.statusCode = this.broken.get(path) ?? (body === undefined ? 404 : 200);
        response.end(JSON.stringify(body ?? {}));
      });
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(path: string): Promise<unknown> {
    if (path === '/pool/.well-known/openid-configuration') {
      return {
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        end_session_endpoint: `${this.url}/logout`,
        jwks_uri: `${this.url}/keys`,
        ...this.discovery,
      };
    }
    if (path !== '/pool/keys') return undefined;
    const keys = this.keys.map(async ({ publicKey, kid, alg }) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg,
      use: 'sig',
    }));
    return { keys: await Promise.all(keys) };
  }
}

const newKey = async (kid: string, alg: Key['alg'] = 'RS256'): Promise<Key> => ({
  kid,
  alg,
  ...(await generateKeyPair(alg, { extractable: true })),
});

let issuer: Issuer;
let key: Key;
let ec: Key;
let tools: AuthorizeTools;
let refused: string[];
beforeAll(async () => {
  [issuer, key, ec] = await Promise.all([Issuer.start(), newKey('one'), newKey('two', 'ES256')]);
});
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.keys = [key, ec];
  issuer.broken.clear();
  issuer.discovery = {};
  issuer.asked = [];
  tools = wired();
});

/** As a cold start is. */
function wired({ name = issuer.url, keyPauseMs = 0 } = {}): AuthorizeTools {
  refused = [];
  return {
    verify: tokenVerifier({ issuer: name, clientId: CLIENT, discover: oidcDiscovery(name), keyPauseMs }),
    refused: (reason) => void refused.push(reason),
  };
}

const claims = (): JWTPayload => ({
  iss: issuer.url,
  aud: CLIENT,
  sub: '42',
  iat: SECONDS - 60,
  exp: SECONDS + 3600,
  token_use: 'id',
  email: 'ann@example.com',
  'cognito:username': 'ann',
  'cognito:groups': ['staff', 'managers'],
});
const signed = (payload: JWTPayload, by: Key = key, header: object = {}) =>
  new SignJWT(payload).setProtectedHeader({ alg: by.alg, kid: by.kid, ...header }).sign(by.privateKey);

const authorize = (token: string | undefined, header = 'Authorization') =>
  authorizeReviewer(
    {
      methodArn: METHOD,
      headers: token === undefined ? {} : { [header]: `Bearer ${token}` },
      requestContext: { requestTimeEpoch: NOW },
    },
    tools,
  );
const unauthorized = async (token: string | undefined) => {
  await expect(authorize(token)).rejects.toThrow(/^Unauthorized$/);
  return refused.at(-1);
};

describe('the authorizer', () => {
  it('lets a reviewer in, to the reviews and nothing else, and says who it is', async () => {
    expect(await authorize(await signed(claims()))).toEqual({
      principalId: '42',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: ['GET/reviews', 'GET/reviews/*', 'POST/reviews/*/decision'].map(
              (path) => `arn:aws:execute-api:us-east-1:123456789012:abc123/v1/${path}`,
            ),
          },
        ],
      },
      context: { sub: '42', name: 'ann@example.com', groups: '["managers"]' },
    });
    expect(refused).toEqual([]);
  });

  it('takes elliptic keys, headers in any case, and asks the issuer once', async () => {
    await authorize(await signed(claims(), ec), 'authorization');
    await authorize(await signed(claims()), 'AUTHORIZATION');
    expect(issuer.asked).toEqual(['/pool/.well-known/openid-configuration', '/pool/keys']);
  });

  it.each([
    [
      'of another provider',
      { 'cognito:groups': undefined, groups: ['directors', 'x'] },
      'ann@example.com',
      ['directors'],
    ],
    ['without a mail address', { email: undefined }, 'ann', ['managers']],
    ['with a name only', { email: ' ', 'cognito:username': undefined, name: 'Ann\nX' }, 'Ann X', ['managers']],
    ['with nothing but its id', { email: undefined, 'cognito:username': undefined }, '42', ['managers']],
    ['without groups', { 'cognito:groups': undefined }, 'ann@example.com', []],
    ['with groups that are no list', { 'cognito:groups': 'managers' }, 'ann@example.com', []],
    ['without a use, as others issue them', { token_use: undefined }, 'ann@example.com', ['managers']],
    ['for several audiences, asked for by ours', { aud: [CLIENT, 'x'], azp: CLIENT }, 'ann@example.com', ['managers']],
  ])('knows somebody %s', async (_, more, name, groups) => {
    const { context } = await authorize(await signed({ ...claims(), ...more }));
    expect(context).toEqual({ sub: '42', name, groups: JSON.stringify(groups) });
  });

  it.each<[string, (() => JWTPayload) | JWTPayload, string]>([
    ['expired', { exp: SECONDS - 60 }, 'ERR_JWT_EXPIRED'],
    ['not valid yet', { nbf: SECONDS + 60 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['without an end', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['without a subject', { sub: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['of an empty subject', { sub: '' }, 'NO_SUBJECT'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['for another audience', { aud: 'another page' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    [
      'for no audience, as an access token is',
      { aud: undefined, client_id: CLIENT, token_use: 'access' },
      'ERR_JWT_CLAIM_VALIDATION_FAILED',
    ],
    ['that is an access token for us', { token_use: 'access' }, 'NO_ID_TOKEN'],
    ['that another party asked for', { aud: [CLIENT, 'x'], azp: 'x' }, 'OTHER_PARTY'],
  ])('refuses a token %s', async (_, more, reason) => {
    expect(await unauthorized(await signed({ ...claims(), ...more }))).toBe(reason);
  });

  it('refuses a token that nobody signed, or another', async () => {
    expect(await unauthorized(new UnsecuredJWT(claims()).encode())).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
    const forged = await signed(claims(), { ...(await newKey('one')), kid: key.kid });
    expect(await unauthorized(forged)).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    const [header, , signature] = (await signed(claims())).split('.');
    const other = Buffer.from(JSON.stringify({ ...claims(), sub: 'root' })).toString('base64url');
    expect(await unauthorized(`${header}.${other}.${signature}`)).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  it('refuses a token signed with the public key as if it were a secret', async () => {
    const pem = createPublicKey(KeyObject.from(key.publicKey).export({ type: 'spki', format: 'pem' }));
    for (const secret of [
      pem.export({ type: 'spki', format: 'pem' }),
      Buffer.from(JSON.stringify(await exportJWK(key.publicKey))),
    ]) {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(Buffer.from(secret));
      expect(await unauthorized(token)).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
    }
  });

  it('refuses an algorithm of the right family that is not ours', async () => {
    const { privateKey } = await generateKeyPair('RS512');
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'RS512', kid: key.kid }).sign(privateKey);
    expect(await unauthorized(token)).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  it.each([undefined, '', 'abc', 'a.b.c', 'x y', `${'a'.repeat(5000)}`])(
    'refuses what is no token: %s',
    async (text) => {
      await unauthorized(text);
    },
  );

  it('refuses a request whose header is of another scheme, or whose headers are missing', async () => {
    const event = { methodArn: METHOD, requestContext: { requestTimeEpoch: NOW } };
    const basic = { ...event, headers: { Authorization: `Basic ${await signed(claims())}` } };
    for (const one of [event, { ...event, headers: null }, basic]) {
      await expect(authorizeReviewer(one, tools)).rejects.toThrow(/^Unauthorized$/);
    }
  });

  it('judges by the time of the request, not by a clock of its own', async () => {
    const token = await signed({ ...claims(), iat: 1000, exp: 2000 });
    const event = { methodArn: METHOD, headers: { Authorization: `Bearer ${token}` } };
    const at = (requestTimeEpoch: number) =>
      authorizeReviewer({ ...event, requestContext: { requestTimeEpoch } }, tools);
    expect(await at(1_999_000)).toMatchObject({ principalId: '42' });
    await expect(at(2_011_000)).rejects.toThrow('Unauthorized');
  });

  it('learns of new keys, and forgets those that the issuer has dropped', async () => {
    await authorize(await signed(claims()));
    const next = await newKey('three');
    expect(await unauthorized(await signed(claims(), next))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    issuer.keys = [next];
    expect(await authorize(await signed(claims(), next))).toMatchObject({ principalId: '42' });
    expect(await unauthorized(await signed(claims()))).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });

  it('does not ask for keys again and again', async () => {
    tools = wired({ keyPauseMs: 30_000 });
    const unknown = await newKey('made up');
    for (let time = 0; time < 5; time += 1) await unauthorized(await signed(claims(), unknown));
    expect(issuer.asked.filter((path) => path === '/pool/keys')).toHaveLength(1);
  });

  it.each(['/pool/.well-known/openid-configuration', '/pool/keys'])(
    'fails, which is no refusal, while %s cannot be read, and works afterwards',
    async (path) => {
      const token = await signed(claims());
      for (const status of [500, 302, 404]) {
        issuer.broken.set(path, status);
        await expect(authorize(token)).rejects.not.toThrow(/^Unauthorized$/);
      }
      issuer.broken.clear();
      expect(await authorize(token)).toMatchObject({ principalId: '42' });
      expect(refused).toEqual([]);
    },
  );

  it('fails while nobody answers', async () => {
    tools = wired({ name: 'http://127.0.0.1:1/pool' });
    await expect(authorize(await signed(claims()))).rejects.toThrow(/fetch failed/);
  });

  it.each([
    [{ issuer: 'https://elsewhere.example' }, /speaks for https:\/\/elsewhere.example; set OIDC_ISSUER/],
    [{ jwks_uri: 'http://elsewhere.example/keys' }, /has no jwks_uri that begins with https/],
    [{ jwks_uri: 7 }, /has no jwks_uri/],
    [{ token_endpoint: undefined }, /has no token_endpoint/],
    [{ authorization_endpoint: 'javascript:alert(1)' }, /has no authorization_endpoint/],
    [{ end_session_endpoint: 'javascript:alert(1)' }, /has no end_session_endpoint/],
  ])('fails with an issuer that says %j', async (said, message) => {
    issuer.discovery = said;
    await expect(authorize(await signed(claims()))).rejects.toThrow(message);
  });
});

describe('review-settings', () => {
  it('tells the page where to sign in and out', async () => {
    const discover = oidcDiscovery(issuer.url);
    for (let time = 0; time < 2; time += 1) {
      expect(parsed(await reviewSettings(discover, CLIENT))).toEqual({
        status: 200,
        body: {
          authorizationEndpoint: `${issuer.url}/authorize`,
          tokenEndpoint: `${issuer.url}/token`,
          endSessionEndpoint: `${issuer.url}/logout`,
          clientId: CLIENT,
          scope: 'openid email profile',
        },
      });
    }
    expect(issuer.asked).toHaveLength(1);
  });

  it('does without a place to sign out', async () => {
    issuer.discovery = { end_session_endpoint: undefined };
    const { status, body } = parsed(await reviewSettings(oidcDiscovery(issuer.url), CLIENT));
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual(['authorizationEndpoint', 'tokenEndpoint', 'clientId', 'scope']);
  });
});
