import type { CryptoKey, JWK } from 'jose';
import type { ResourceStore } from '../../engine/store.ts';

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    /** The private key of a user pool, by the pool's ARN. It vouches for nobody outside of this machine. */
    readonly signingKey: { readonly arn: string; readonly jwk: JWK };
  }
}

/** RS256 is what Cognito signs with. */
export const ALGORITHM = 'RS256';

export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  /** As the pool's key set shows it. */
  readonly publicJwk: JWK;
}

type Kept = Pick<ResourceStore, 'getResource' | 'putResource' | 'committed'>;

/** Makes a pool's key when it is first asked for, and keeps it: tokens stay good after a restart. */
export class SigningKeys {
  readonly #store: Kept;
  readonly #keys = new Map<string, Promise<SigningKey>>();

  constructor(store: Kept) {
    this.#store = store;
  }

  /** Resolves when the key is safe, for a token that nobody can check any more is worth nothing. */
  of(poolArn: string): Promise<SigningKey> {
    let key = this.#keys.get(poolArn);
    if (!key) this.#keys.set(poolArn, (key = this.#load(poolArn)));
    return key;
  }

  async #load(arn: string): Promise<SigningKey> {
    // Loaded here: most apps have no user pool.
    const { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } = await import('jose');
    let jwk = this.#store.getResource('signingKey', arn)?.jwk;
    if (!jwk) {
      const { privateKey } = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
      jwk = await exportJWK(privateKey);
      this.#store.putResource('signingKey', { arn, jwk });
      await this.#store.committed();
    }
    const { kty, n, e } = jwk;
    const id = await calculateJwkThumbprint(jwk);
    return {
      id,
      privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
      publicJwk: { kty, n, e, kid: id, alg: ALGORITHM, use: 'sig' },
    };
  }
}
