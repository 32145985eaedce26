import { createHash, randomUUID } from 'node:crypto';
import { listen, type Answer, type FakeServer, type Request } from './fake-server.ts';

/**
 * An OpenID Connect issuer that believes everybody, and checks only what a page has to do right. Its tokens are not signed. As
 * Cognito does, it remembers by a cookie who has signed in, until it is told at its `/logout`.
 */
export class FakeIssuer {
  /** Claims of whoever signs in next. */
  claims: Readonly<Record<string, unknown>> = ANA;
  /** The queries with which pages asked for a sign-in, and for its end. */
  readonly asked: URLSearchParams[] = [];
  readonly ended: URLSearchParams[] = [];
  /** Whether it says where to sign out; not every issuer does. */
  signsOut = true;
  readonly #clientId: string;
  readonly #codes = new Map<string, { readonly query: URLSearchParams; readonly claims: FakeIssuer['claims'] }>();
  readonly #sessions = new Map<string, FakeIssuer['claims']>();
  readonly #tokens = new Set<string>();
  #server: FakeServer | undefined;

  private constructor(clientId: string) {
    this.#clientId = clientId;
  }

  static async start(clientId: string): Promise<FakeIssuer> {
    const issuer = new FakeIssuer(clientId);
    issuer.#server = await listen((request) => issuer.#answer(request));
    return issuer;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  isValid(authorization: string | undefined): boolean {
    return this.#tokens.has(authorization?.replace(/^Bearer /, '') ?? '');
  }

  /** As if all sessions had expired. */
  expire(): void {
    this.#tokens.clear();
  }

  /** For the next test; browsers' cookies are another matter. */
  reset(): void {
    this.asked.length = 0;
    this.ended.length = 0;
    this.signsOut = true;
    this.claims = ANA;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #answer({ url, headers, body }: Request): Answer {
    const { searchParams: query, pathname } = url;
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(200, {
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
        });
      case '/authorize':
        return this.#authorize(query, /issuer=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? randomUUID());
      case '/logout':
        return this.#logout(query);
      case '/token':
        return this.#exchange(new URLSearchParams(body));
      case '/document':
        return { status: 200, headers: { 'Content-Type': query.get('type') ?? '' }, body: query.get('text') ?? '' };
      default:
        return { status: 404 };
    }
  }

  #authorize(query: URLSearchParams, session: string): Answer {
    this.asked.push(query);
    const claims = this.#sessions.get(session) ?? this.claims;
    this.#sessions.set(session, claims);
    const code = randomUUID();
    this.#codes.set(code, { query, claims });
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return { status: 302, headers: { Location: back.href, 'Set-Cookie': `issuer=${session}; HttpOnly; SameSite=Lax` } };
  }

  #logout(query: URLSearchParams): Answer {
    this.ended.push(query);
    const back = query.get('client_id') === this.#clientId ? query.get('logout_uri') : null;
    if (back === null) return { status: 400 };
    return { status: 302, headers: { Location: back, 'Set-Cookie': 'issuer=; Max-Age=0' } };
  }

  #exchange(form: URLSearchParams): Answer {
    const { query: asked, claims } = this.#codes.get(form.get('code') ?? '') ?? {};
    this.#codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits =
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === this.#clientId &&
      form.get('redirect_uri') === asked?.get('redirect_uri') &&
      challenge === asked?.get('code_challenge') &&
      asked.get('code_challenge_method') === 'S256';
    if (!fits) return json(400, { error: 'invalid_grant' });
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ ...claims, jti: randomUUID() })}.`;
    this.#tokens.add(token);
    return json(200, { id_token: token, access_token: 'opaque', token_type: 'Bearer', expires_in: 3600 });
  }
}

const ANA = { sub: 'ana', email: 'ana@example.com' };

function json(status: number, body: unknown): Answer {
  const headers = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' };
  return { status, headers, body: JSON.stringify(body) };
}
