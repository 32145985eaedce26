import { randomBytes } from 'node:crypto';
import type { Clock } from '../../engine/clock.ts';
import type { SignIn } from './tokens.ts';

// G1. A code is good once: the first who shows it uses it up, even if he cannot prove that it is his.
// G2. A code is good for five minutes.

/** https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
const LIFETIME_MS = 5 * 60_000;

/** What a sign-in has granted, until the client asks for its tokens. */
export interface Grant extends SignIn {
  readonly poolId: string;
  readonly redirectUri: string;
  /** Of PKCE, by S256; a client with a secret may do without. */
  readonly challenge?: string;
}

/** The codes that have not been changed for tokens; nothing of them outlives the process, whoever waits signs in again. */
export class AuthorizationCodes {
  readonly #clock: Clock;
  readonly #grants = new Map<string, { readonly grant: Grant; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(grant: Grant): string {
    const now = this.#clock.now();
    for (const [code, { until }] of this.#grants) if (until <= now) this.#grants.delete(code);
    const code = randomBytes(32).toString('base64url');
    this.#grants.set(code, { grant, until: now + LIFETIME_MS });
    return code;
  }

  /** Undefined for a code that never was, was used or is too old. */
  redeem(code: string): Grant | undefined {
    const found = this.#grants.get(code);
    this.#grants.delete(code);
    return found && found.until > this.#clock.now() ? found.grant : undefined;
  }
}
