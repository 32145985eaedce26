import type { Clock } from '../../engine/clock.ts';
import type { AuthorizationCodes } from '../../resources/cognito/authorization-codes.ts';
import type { PoolClient, UserPool } from '../../resources/cognito/user-pools.ts';
import { ApiError } from '../answer.ts';
import { formOf } from './form.ts';
import type { PoolPage } from './pool-page.ts';
import { redirect } from './redirect.ts';
import { sendSignInPage } from './sign-in-page.ts';
import { checkGroups, checkUsername } from './user-input.ts';

/** A request that may be granted. */
interface Authorization {
  readonly client: PoolClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state?: string;
  readonly nonce?: string;
  readonly challenge?: string;
}

/** Why a request is not granted, as the client is told. https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
interface Refusal {
  readonly redirectUri: string;
  readonly error: 'invalid_request' | 'invalid_scope' | 'unauthorized_client' | 'unsupported_response_type';
  readonly error_description: string;
  readonly state?: string;
}

/** The sign-in page, and what its form does. The form is sent to the page's own address, so both check the same request. */
export function authorizePages(codes: AuthorizationCodes, clock: Clock): Readonly<Record<'GET' | 'POST', PoolPage>> {
  return {
    GET(pool, { query }, response) {
      const asked = authorizationOf(pool, query);
      if ('error' in asked) redirect(response, asked.redirectUri, told(asked));
      else sendSignInPage(response, { pool, client: asked.client, redirectUri: asked.redirectUri });
    },
    async POST(pool, request, response) {
      const asked = authorizationOf(pool, request.query);
      if ('error' in asked) return redirect(response, asked.redirectUri, told(asked));
      const form = await formOf(request);
      const username = checkUsername(form.get('username') ?? undefined);
      const groups = checkGroups(pool, form.getAll('groups'));
      const { client, redirectUri, scopes, state, nonce, challenge } = asked;
      const code = codes.issue({
        poolId: pool.id,
        clientId: client.id,
        redirectUri,
        username,
        groups,
        scopes,
        ...(nonce !== undefined && { nonce }),
        ...(challenge !== undefined && { challenge }),
        signedInAt: Math.floor(clock.now() / 1000),
      });
      redirect(response, redirectUri, { code, ...(state !== undefined && { state }) });
    },
  };
}

/** Throws where nobody may be told by a redirect: the client or its address is unknown. */
function authorizationOf(pool: UserPool, query: URLSearchParams): Authorization | Refusal {
  const clientId = query.get('client_id') ?? '';
  const client = pool.clients.get(clientId);
  if (!client) throw new ApiError('InvalidRequest', 400, `client_id ${JSON.stringify(clientId)} is unknown`);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.callbackUrls.includes(redirectUri)) {
    const known = `the CallbackURLs of client ${client.name} are ${client.callbackUrls.join(', ') || 'none'}`;
    throw new ApiError('InvalidRequest', 400, `redirect_uri ${JSON.stringify(redirectUri)} is unknown; ${known}`);
  }
  const state = query.get('state') ?? undefined;
  const shared = { redirectUri, ...(state !== undefined && { state }) };
  const refused = (error: Refusal['error'], why: string) => ({ ...shared, error, error_description: why });

  if (!client.codeFlow) {
    return refused('unauthorized_client', 'AllowedOAuthFlows of the client has no code, or is not switched on');
  }
  if (query.get('response_type') !== 'code') return refused('unsupported_response_type', 'response_type must be code');
  const challenge = query.get('code_challenge') ?? undefined;
  if (challenge === undefined && client.secret === undefined) {
    return refused('invalid_request', 'a client without a secret needs PKCE: code_challenge is missing');
  }
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
    return refused('invalid_request', 'code_challenge_method must be S256');
  }
  // 256 bits. https://www.rfc-editor.org/rfc/rfc7636#section-4.2
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge)) {
    return refused('invalid_request', 'code_challenge must be a SHA-256 in base64url');
  }
  const scopes = (query.get('scope') ?? client.scopes.join(' ')).split(' ').filter((scope) => scope !== '');
  const foreign = scopes.find((scope) => !client.scopes.includes(scope));
  if (foreign !== undefined) return refused('invalid_scope', `the client may not ask for the scope ${foreign}`);
  const nonce = query.get('nonce') ?? undefined;
  return {
    ...shared,
    client,
    scopes,
    ...(nonce !== undefined && { nonce }),
    ...(challenge !== undefined && { challenge }),
  };
}

function told({ error, error_description, state }: Refusal): Readonly<Record<string, string>> {
  return { error, error_description, ...(state !== undefined && { state }) };
}
