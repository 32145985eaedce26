import type { Clock } from '../engine/clock.ts';
import type { ResourceStore } from '../engine/store.ts';
import { AuthorizationCodes } from '../resources/cognito/authorization-codes.ts';
import { SigningKeys } from '../resources/cognito/signing-keys.ts';
import { Tokens } from '../resources/cognito/tokens.ts';
import { COGNITO_PATH, type UserPools } from '../resources/cognito/user-pools.ts';
import { ApiError, sendJson } from './answer.ts';
import { authorizePages } from './cognito/authorize.ts';
import { describePool, discovery, PATHS } from './cognito/discovery.ts';
import { directTokens } from './cognito/direct-tokens.ts';
import type { PoolPage } from './cognito/pool-page.ts';
import { signOut } from './cognito/sign-out.ts';
import { tokenEndpoint } from './cognito/token-endpoint.ts';
import type { Service } from './service.ts';

// I1. Only this machine's own pages and programs get a token: the server refuses foreign hosts and origins before it comes here.
// I2. A code or an error goes to no other address than one of the client's own.
// I3. Nobody is signed in but by a form that he has sent: there are no cookies, and a GET grants nothing.

export interface CognitoParts {
  readonly userPools: UserPools;
  readonly clock: Clock;
  readonly store: Pick<ResourceStore, 'getResource' | 'putResource' | 'committed'>;
  /** Answers wait for it; before, a pool may be there in part only. */
  readonly started?: Promise<void>;
}

/** The user pools of the template as OpenID Connect issuers for development: `/_local/cognito/<pool id>/…`. */
export function cognitoService({ userPools, clock, store, started }: CognitoParts): Service {
  const keys = new SigningKeys(store);
  const tokens = new Tokens(clock, keys);
  const codes = new AuthorizationCodes(clock);
  const pages: Readonly<Record<string, Readonly<Record<string, PoolPage>>>> = {
    [PATHS.configuration]: { GET: (pool, _request, response) => sendJson(response, 200, discovery(pool)) },
    [PATHS.keys]: {
      GET: async ({ arn }, _request, response) => {
        sendJson(response, 200, { keys: [(await keys.of(arn)).publicJwk] });
      },
    },
    [PATHS.authorize]: authorizePages(codes, clock),
    [PATHS.token]: { POST: tokenEndpoint(codes, tokens) },
    [PATHS.logout]: { GET: signOut },
    '/tokens': { POST: directTokens(tokens, clock) },
  };

  return {
    name: 'user pools',
    paths: [COGNITO_PATH],
    maxBodyBytes: 64 * 1024,
    async handle(request, response) {
      await started;
      const { path, method } = request;
      if (path === COGNITO_PATH) return sendJson(response, 200, userPools.list().map(describePool));
      const [, id = '', page = ''] = /^\/([^/]*)(.*)$/.exec(path.slice(COGNITO_PATH.length)) ?? [];
      const pool = userPools.find(id);
      if (!pool) {
        const known = userPools.list().map((one) => one.id);
        throw new ApiError('NotFound', 404, `no user pool ${id}; there are ${known.join(', ') || 'none'}`);
      }
      const methods = Object.hasOwn(pages, page) ? pages[page]! : undefined;
      if (!methods) throw new ApiError('NotFound', 404, `no page ${page}; there are ${Object.keys(pages).join(', ')}`);
      const handle = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (handle) return handle(pool, request, response);
      throw new ApiError('MethodNotAllowed', 405, `${page} takes ${Object.keys(methods).join(', ')}, not ${method}`);
    },
  };
}
