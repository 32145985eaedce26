import type { OidcProvider } from '../http/oidc-discovery.ts';
import { answer } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import type { Settings } from '../schemas/review-api.ts';

/** Name and mail address come along, so that a decision says whose it is. */
const SCOPE = 'openid email profile';

/** Tells the page where its reviewers sign in and out; nothing of it is a secret. */
export async function reviewSettings(discover: () => Promise<OidcProvider>, clientId: string): Promise<ApiAnswer> {
  const { keys: _, ...endpoints } = await discover();
  return answer(200, { ...endpoints, clientId, scope: SCOPE } satisfies Settings);
}
