import { ApiError } from '../answer.ts';
import type { PoolPage } from './pool-page.ts';
import { redirect } from './redirect.ts';

/**
 * Nobody stays signed in here, so there is only the way back. OpenID Connect calls the address by another name.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export const signOut: PoolPage = (pool, { query }, response) => {
  const client = pool.clients.get(query.get('client_id') ?? '');
  const back = query.get('logout_uri') ?? query.get('post_logout_redirect_uri') ?? '';
  if (!client?.logoutUrls.includes(back)) {
    throw new ApiError('InvalidRequest', 400, 'logout_uri must be one of the LogoutURLs of the client in client_id');
  }
  const state = query.get('state');
  redirect(response, back, state === null ? {} : { state });
};
