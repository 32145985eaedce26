import { ALGORITHM } from '../../resources/cognito/signing-keys.ts';
import type { UserPool } from '../../resources/cognito/user-pools.ts';

/** Below an issuer; on AWS the last three are at the pool's domain. */
export const PATHS = {
  configuration: '/.well-known/openid-configuration',
  keys: '/.well-known/jwks.json',
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  logout: '/logout',
} as const;

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
export function discovery({ issuer, clients }: UserPool) {
  const scopes = new Set(['openid', ...[...clients.values()].flatMap((client) => client.scopes)]);
  return {
    issuer,
    authorization_endpoint: `${issuer}${PATHS.authorize}`,
    token_endpoint: `${issuer}${PATHS.token}`,
    jwks_uri: `${issuer}${PATHS.keys}`,
    end_session_endpoint: `${issuer}${PATHS.logout}`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [...scopes],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
  };
}

/** What a script wants to know. */
export function describePool({ id, name, issuer, groups, clients }: UserPool) {
  return {
    id,
    name,
    issuer,
    groups: [...groups.keys()],
    clients: [...clients.values()].map((client) => ({
      id: client.id,
      name: client.name,
      callbackUrls: client.callbackUrls,
      scopes: client.scopes,
    })),
  };
}
