import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../engine/clock.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';
import type { PoolClient, UserPool } from './user-pools.ts';

/** Who has signed in, for which client and to do what. */
export interface SignIn {
  readonly clientId: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** Of the client; comes back in the ID token. */
  readonly nonce?: string;
  /** Seconds since the epoch. */
  readonly signedInAt: number;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html#post-token-positive-exchanging-authorization-code-for-tokens.title */
export interface TokenAnswer {
  /** Only with the scope `openid`. */
  readonly id_token?: string;
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
}

/** Signs tokens with the claims that Cognito's have. No refresh token: signing in again takes one click here. */
export class Tokens {
  readonly #clock: Clock;
  readonly #keys: SigningKeys;

  constructor(clock: Clock, keys: SigningKeys) {
    this.#clock = clock;
    this.#keys = keys;
  }

  async issue(pool: UserPool, client: PoolClient, signIn: SignIn): Promise<TokenAnswer> {
    const { username, groups, scopes, nonce, signedInAt } = signIn;
    const shared = {
      sub: subjectOf(pool, username),
      ...(groups.length > 0 && { 'cognito:groups': groups }),
      auth_time: signedInAt,
    };
    // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
    const identity = {
      ...shared,
      token_use: 'id',
      aud: client.id,
      'cognito:username': username,
      // Users have no attributes here, but a name that is an address tells one.
      ...(username.includes('@') && { email: username, email_verified: true }),
      ...(nonce !== undefined && { nonce }),
    };
    // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    const access = {
      ...shared,
      token_use: 'access',
      client_id: client.id,
      username,
      scope: scopes.join(' '),
      version: 2,
    };
    return {
      ...(scopes.includes('openid') && { id_token: await this.#sign(pool, identity, client.idTokenSeconds) }),
      access_token: await this.#sign(pool, access, client.accessTokenSeconds),
      token_type: 'Bearer',
      expires_in: client.accessTokenSeconds,
    };
  }

  async #sign({ arn, issuer }: UserPool, claims: Readonly<Record<string, unknown>>, seconds: number): Promise<string> {
    const { SignJWT } = await import('jose');
    const { id, privateKey } = await this.#keys.of(arn);
    const now = Math.floor(this.#clock.now() / 1000);
    return new SignJWT({ ...claims, jti: randomUUID() })
      .setProtectedHeader({ alg: ALGORITHM, kid: id })
      .setIssuer(issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(privateKey);
  }
}

/** A UUID, the same at each sign-in; capitals make no difference, as in a pool of AWS unless it is told otherwise. */
function subjectOf({ id }: UserPool, username: string): string {
  const hex = createHash('sha256').update(`${id}/${username.toLowerCase()}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
