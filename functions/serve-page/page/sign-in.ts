import type { Settings } from '../../schemas/review-api.ts';

/**
 * Authorization code with PKCE (S256). https://www.rfc-editor.org/rfc/rfc7636
 * S1. Tokens are kept in this tab's sessionStorage only.
 * S2. A code is changed for tokens only when its state is the one that this tab has sent.
 */
const SESSION = 'signalbox.session';
const PENDING = 'signalbox.sign-in';
const SIGNED_OUT = 'signalbox.signed-out';

interface Pending {
  readonly state: string;
  readonly verifier: string;
  /** The query of the page where the reviewer was, e.g. `?review=…`. */
  readonly returnTo: string;
}

export interface Session {
  /** The ID token: a signed JWT with every issuer, whereas access tokens may be opaque; its audience is this page. */
  readonly token: string;
  /** For display; who decides is settled by the server. */
  readonly name: string;
}

export function currentSession(): Session | undefined {
  const stored = sessionStorage.getItem(SESSION);
  return stored === null ? undefined : (JSON.parse(stored) as Session);
}

/** Forgets the session and nothing else: drafts outlive a session that has expired. */
export function endSession(): void {
  sessionStorage.removeItem(SESSION);
}

/**
 * Forgets everything that this tab knows, drafts too. Where to go then, so that the issuer forgets who has signed in: it leads
 * back. Undefined with an issuer that has no such place; then the next sign-in asks for the password again.
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function signOut(settings: () => Promise<Settings>): Promise<URL | undefined> {
  const token = currentSession()?.token;
  for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith('signalbox.'))) {
    sessionStorage.removeItem(key);
  }
  sessionStorage.setItem(SIGNED_OUT, 'yes');
  const { endSessionEndpoint, clientId } = await settings();
  if (endSessionEndpoint === undefined) return undefined;
  const target = new URL(endSessionEndpoint);
  const query = {
    client_id: clientId,
    // Cognito's name for it, and the standard's.
    logout_uri: redirectUri(),
    post_logout_redirect_uri: redirectUri(),
    ...(token === undefined ? {} : { id_token_hint: token }),
  };
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target;
}

/** Whether whoever was here last in this tab has signed out. */
export function isSignedOut(): boolean {
  return sessionStorage.getItem(SIGNED_OUT) !== null;
}

/** Leaves for the issuer's sign-in page. */
export async function beginSignIn(settings: Settings): Promise<void> {
  if (!isSecureContext) throw new Error('Signing in needs https, or http on 127.0.0.1.');
  const pending: Pending = { state: randomText(), verifier: randomText(), returnTo: location.search };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const target = new URL(settings.authorizationEndpoint);
  const query = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri(),
    scope: settings.scope,
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(isSignedOut() ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  location.assign(target);
}

/**
 * When the issuer has sent the reviewer back: gets the tokens, and puts the address right. Throws with what went wrong, and
 * the address is right then too.
 */
export async function finishSignIn(settings: () => Promise<Settings>): Promise<void> {
  const query = new URLSearchParams(location.search);
  const code = query.get('code');
  const refusal = query.get('error');
  if (code === null && refusal === null) return;
  const stored = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  const pending = stored === null ? undefined : (JSON.parse(stored) as Pending);
  history.replaceState(null, '', `${location.pathname}${pending?.returnTo ?? ''}`);
  if (pending === undefined || query.get('state') !== pending.state) {
    throw new Error('This sign-in was not begun in this tab. Please sign in again.');
  }
  if (code === null) throw new Error(`Signing in was refused: ${query.get('error_description') ?? refusal ?? ''}`);
  const token = await exchange(code, pending.verifier, await settings());
  sessionStorage.setItem(SESSION, JSON.stringify({ token, name: nameIn(token) } satisfies Session));
  sessionStorage.removeItem(SIGNED_OUT);
}

async function exchange(code: string, verifier: string, { tokenEndpoint, clientId }: Settings): Promise<string> {
  let answer: { readonly id_token?: unknown; readonly error?: unknown; readonly error_description?: unknown };
  try {
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        redirect_uri: redirectUri(),
        code_verifier: verifier,
      }),
    });
    answer = (await response.json()) as typeof answer;
  } catch {
    throw new Error('The sign-in service cannot be reached. Please sign in again.');
  }
  if (typeof answer.id_token === 'string') return answer.id_token;
  const reason = answer.error_description ?? answer.error ?? 'it gave no ID token; the scope must contain openid';
  throw new Error(`The sign-in service refused: ${String(reason)}`);
}

// As the identity provider knows it: without query and fragment.
function redirectUri(): string {
  return `${location.origin}${location.pathname}`;
}

function nameIn(token: string): string {
  const bytes = Uint8Array.from(atob(fromBase64Url(token.split('.')[1] ?? '')), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  const name = claims.email ?? claims['cognito:username'] ?? claims.username ?? claims.name ?? claims.sub;
  return String(name ?? '');
}

/** 256 random bits. */
function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/');
}
