import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { OidcProvider } from '../http/oidc-discovery.ts';

export interface TokenRules {
  /** Who signs, e.g. `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc`. */
  readonly issuer: string;
  /** The page, as the issuer knows it. */
  readonly clientId: string;
  readonly discover: () => Promise<OidcProvider>;
  /** Milliseconds between two looks for a key that is not known, so that made-up keys do not keep the issuer busy; 30,000. */
  readonly keyPauseMs?: number;
}

/** Why a token is refused, in one word for the log. */
export class TokenRefused extends Error {}

/**
 * Checks a token at a point in time, in milliseconds since the epoch, and says what it claims. Throws `TokenRefused` for a bad
 * one, and something else when the issuer's keys cannot be had.
 *
 * Only ID tokens: they are issued to our page (`aud`) and say who somebody is. An access token is for another audience, and
 * Cognito's carries neither `aud` nor a mail address.
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function tokenVerifier({
  issuer,
  clientId,
  discover,
  keyPauseMs,
}: TokenRules): (token: string, at: number) => Promise<JWTPayload> {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token, at) => {
    keys ??= createRemoteJWKSet((await discover()).keys, {
      timeoutDuration: KEYS_TIMEOUT_MS,
      cooldownDuration: keyPauseMs,
    });
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      currentDate: new Date(at),
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw isTokensFault(error) ? new TokenRefused(error.code) : error;
    });
    if (payload.token_use !== undefined && payload.token_use !== 'id') throw new TokenRefused('NO_ID_TOKEN');
    if (payload.azp !== undefined && payload.azp !== clientId) throw new TokenRefused('OTHER_PARTY');
    return payload;
  };
}

// Public keys only: with a secret's algorithm, a public key could pass for the secret.
const ALGORITHMS = ['RS256', 'ES256'];
const KEYS_TIMEOUT_MS = 3000;
/** By which the issuer's clock may be ahead. */
const TOLERANCE_SECONDS = 10;

const TOKENS_FAULTS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

function isTokensFault(error: unknown): error is errors.JOSEError {
  return TOKENS_FAULTS.some((fault) => error instanceof fault);
}
