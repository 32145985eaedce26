import type { UserPool } from '../../resources/cognito/user-pools.ts';
import type { ApiRequest, ApiResponse } from '../service.ts';

/** Answers one method of one path below a pool. */
export type PoolPage = (pool: UserPool, request: ApiRequest, response: ApiResponse) => Promise<void> | void;
