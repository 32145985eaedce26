import type { Clock } from '../../engine/clock.ts';
import type { Tokens } from '../../resources/cognito/tokens.ts';
import type { PoolClient, UserPool } from '../../resources/cognito/user-pools.ts';
import { ApiError, sendJson } from '../answer.ts';
import { parseJsonObject } from '../json-protocol.ts';
import type { PoolPage } from './pool-page.ts';
import { checkGroups, checkUsername } from './user-input.ts';

/** `{ username, groups?, clientId? }` → tokens, as a sign-in by the page would bring: for scripts and tests. */
export function directTokens(tokens: Tokens, clock: Clock): PoolPage {
  return async (pool, request, response) => {
    const { username, groups = [], clientId } = parseJsonObject(await request.body());
    const client = clientOf(pool, clientId);
    const answer = await tokens.issue(pool, client, {
      clientId: client.id,
      username: checkUsername(username),
      groups: checkGroups(pool, groups),
      scopes: [...new Set(['openid', ...client.scopes])],
      signedInAt: Math.floor(clock.now() / 1000),
    });
    sendJson(response, 200, answer);
  };
}

/** The one that is named, or the only one. */
function clientOf({ id, clients }: UserPool, clientId: unknown): PoolClient {
  const [only, ...more] = clients.values();
  if (clientId === undefined && only && more.length === 0) return only;
  const named = typeof clientId === 'string' ? clients.get(clientId) : undefined;
  if (named) return named;
  const known = [...clients.keys()].join(', ') || 'none';
  throw new ApiError('InvalidRequest', 400, `clientId must be a client of pool ${id}; there are ${known}`);
}
