import type { UserPool } from '../../resources/cognito/user-pools.ts';
import { ApiError } from '../answer.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
const LONGEST_NAME = 128;

/** The name to sign in by, without the spaces around it; throws (400) when there is none. */
export function checkUsername(given: unknown): string {
  const name = typeof given === 'string' ? given.trim() : '';
  if (name !== '' && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name)) return name;
  throw new ApiError(
    'InvalidRequest',
    400,
    `username must be a text of 1 to ${LONGEST_NAME} characters without control characters`,
  );
}

/** Groups of the pool; throws (400) for others. */
export function checkGroups({ groups }: UserPool, given: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const unknown = list.find((group) => typeof group !== 'string' || !groups.has(group));
  if (unknown === undefined) return [...new Set(list as readonly string[])];
  const known = [...groups.keys()].join(', ') || 'none';
  throw new ApiError(
    'InvalidRequest',
    400,
    `group ${JSON.stringify(unknown)} is not in the pool; its groups are ${known}`,
  );
}
