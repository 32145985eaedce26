import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AuthorizationCodes, Grant } from '../../resources/cognito/authorization-codes.ts';
import type { Tokens } from '../../resources/cognito/tokens.ts';
import type { PoolClient, UserPool } from '../../resources/cognito/user-pools.ts';
import { sendJson } from '../answer.ts';
import type { ApiRequest } from '../service.ts';
import { formOf } from './form.ts';
import type { PoolPage } from './pool-page.ts';

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
class TokenRefusal extends Error {
  readonly code: 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';

  constructor(code: TokenRefusal['code'], description: string) {
    super(description);
    this.code = code;
  }
}

/** Changes a code for tokens. https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export function tokenEndpoint(codes: AuthorizationCodes, tokens: Tokens): PoolPage {
  return async (pool, request, response) => {
    (response as ServerResponse).setHeader('cache-control', 'no-store');
    const form = await formOf(request);
    try {
      const client = clientOf(pool, form, request);
      if (form.get('grant_type') !== 'authorization_code') {
        throw new TokenRefusal('unsupported_grant_type', 'grant_type must be authorization_code');
      }
      const grant = codes.redeem(form.get('code') ?? '');
      checkGrant(grant, pool, client, form);
      sendJson(response, 200, await tokens.issue(pool, client, grant));
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error;
      sendJson(response, 400, { error: error.code, error_description: error.message });
    }
  };
}

/** The client in the form, or in the header if it has a secret. */
function clientOf(pool: UserPool, form: URLSearchParams, { headers }: ApiRequest): PoolClient {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const [id = '', secret] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString('utf8').split(':');
  const clientId = basic === undefined ? (form.get('client_id') ?? '') : id;
  const client = pool.clients.get(clientId);
  if (!client) throw new TokenRefusal('invalid_client', `client_id ${JSON.stringify(clientId)} is unknown`);
  const given = basic === undefined ? (form.get('client_secret') ?? undefined) : secret;
  if (client.secret !== undefined && given !== client.secret) {
    throw new TokenRefusal('invalid_client', 'the secret of the client is missing or wrong');
  }
  return client;
}

function checkGrant(
  grant: Grant | undefined,
  pool: UserPool,
  client: PoolClient,
  form: URLSearchParams,
): asserts grant is Grant {
  const refuse = (why: string) => new TokenRefusal('invalid_grant', why);
  if (grant?.poolId !== pool.id || grant.clientId !== client.id) {
    throw refuse('the code is unknown, used, too old, or of another client');
  }
  if (form.get('redirect_uri') !== grant.redirectUri) throw refuse('redirect_uri is not the one of the sign-in');
  if (grant.challenge === undefined) return;
  const proof = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (proof !== grant.challenge) throw refuse('code_verifier does not fit the code_challenge of the sign-in');
}
