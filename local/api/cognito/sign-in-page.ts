import type { ServerResponse } from 'node:http';
import type { PoolClient, UserGroup, UserPool } from '../../resources/cognito/user-pools.ts';
import { send } from '../answer.ts';
import type { ApiResponse } from '../service.ts';

export interface SignInPage {
  readonly pool: UserPool;
  readonly client: PoolClient;
  /** Where the form leads in the end. */
  readonly redirectUri: string;
}

/** A form without passwords. No scripts, nothing from elsewhere, and nobody may show it in a frame. */
export function sendSignInPage(response: ApiResponse, signIn: SignInPage): void {
  const out = response as ServerResponse;
  out.setHeader('content-security-policy', contentSecurityPolicy(signIn.redirectUri));
  out.setHeader('x-frame-options', 'DENY');
  out.setHeader('x-content-type-options', 'nosniff');
  out.setHeader('cache-control', 'no-store');
  // Not `no-referrer`, with which a browser would send the form without its origin.
  out.setHeader('referrer-policy', 'same-origin');
  send(response, 200, 'text/html; charset=utf-8', page(signIn));
}

/** `form-action` holds for the redirect after the form as well. */
function contentSecurityPolicy(redirectUri: string): string {
  const { protocol = '', origin = '' } = URL.parse(redirectUri) ?? {};
  // The address of an app on a phone has a scheme of its own and no origin.
  const client = protocol.startsWith('http') ? origin : protocol;
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `form-action 'self' ${client}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function page({ pool, client }: SignInPage): string {
  const groups = [...pool.groups.values()].map(groupBox).join('\n      ');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Sign in – development</title>
  <style>
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; }
    main { width: min(26rem, 100% - 2rem); }
    .development { border-left: 4px solid #d97706; padding-left: 0.75rem; }
    label { display: block; margin: 0.25rem 0; }
    input[name='username'] { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: 0.5rem; }
    fieldset { margin: 1rem 0; }
    button { font: inherit; padding: 0.5rem 1.5rem; }
    small { opacity: 0.75; }
  </style>
</head>
<body>
  <main>
    <h1>Sign in as …</h1>
    <p class="development">This is the <strong>development issuer</strong> of the local cloud: there are no accounts and no
      passwords, you are whoever you say. Application: ${escapeHtml(client.name)}. User pool: ${escapeHtml(pool.name)}.</p>
    <form method="post">
      <label>Name or mail address
        <input name="username" required maxlength="128" autofocus autocomplete="username" spellcheck="false"></label>
      ${groups === '' ? '' : `<fieldset><legend>Groups</legend>\n      ${groups}\n      </fieldset>`}
      <button>Sign in</button>
    </form>
  </main>
</body>
</html>
`;
}

function groupBox({ name, description }: UserGroup): string {
  const more = description === undefined ? '' : ` <small>${escapeHtml(description)}</small>`;
  return `<label><input type="checkbox" name="groups" value="${escapeHtml(name)}"> ${escapeHtml(name)}${more}</label>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
