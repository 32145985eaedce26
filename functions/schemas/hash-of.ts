import { createHash } from 'node:crypto';

/** A hash of values that JSON can tell apart; what is absent counts as null. */
export function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('hex');
}
