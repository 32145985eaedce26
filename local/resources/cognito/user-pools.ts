import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';

/** Where user pools answer, below the endpoint. */
export const COGNITO_PATH = '/_local/cognito';

export interface UserGroup {
  readonly name: string;
  readonly description?: string;
}

/** An application whose users sign in. */
export interface PoolClient {
  readonly id: string;
  readonly name: string;
  /** Confidential clients have one; all others must prove by PKCE that a code is theirs. */
  readonly secret?: string;
  /** Whether its users may sign in by the page, for a code. */
  readonly codeFlow: boolean;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  /** How long its tokens are valid, in seconds. */
  readonly idTokenSeconds: number;
  readonly accessTokenSeconds: number;
}

export interface UserPool {
  /** `us-east-1_ab12cd34e` */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** The `iss` of its tokens, below which its pages are. */
  readonly issuer: string;
  readonly groups: Map<string, UserGroup>;
  readonly clients: Map<string, PoolClient>;
}

/** The user pools of the template. They hold no users: whoever signs in is who he says. */
export class UserPools {
  readonly #endpoint: string;
  readonly #pools = new Map<string, UserPool>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  create(id: string, name: string): UserPool {
    const arn = `arn:aws:cognito-idp:${REGION}:${ACCOUNT_ID}:userpool/${id}`;
    const issuer = `${this.#endpoint}${COGNITO_PATH}/${id}`;
    const pool = { id, name, arn, issuer, groups: new Map(), clients: new Map() };
    this.#pools.set(id, pool);
    return pool;
  }

  find(id: string): UserPool | undefined {
    return this.#pools.get(id);
  }

  /** For what belongs to a pool; throws an Error that names it. */
  get(id: string): UserPool {
    const pool = this.find(id);
    if (pool) return pool;
    throw new Error(`user pool ${id} does not exist here; make it in the same app (AWS::Cognito::UserPool)`);
  }

  list(): readonly UserPool[] {
    return [...this.#pools.values()];
  }
}
