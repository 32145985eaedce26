import { createHash } from 'node:crypto';
import type { ResourceRequest } from '../builder.ts';

/** Lower-case letters and digits, as API Gateway's own ids are; a hash, so that URLs are the same after each start. */
export function stableId(
  { stackName, logicalId }: Pick<ResourceRequest, 'stackName' | 'logicalId'>,
  length = 6,
): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).padStart(length, '0').slice(0, length);
}
