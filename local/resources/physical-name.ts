import { createHash } from 'node:crypto';

export interface PhysicalNameRules {
  /** The longest name the service takes; 64 by default. */
  readonly maxLength?: number;
  /** For services whose names have no capitals, such as S3. */
  readonly lowercase?: boolean;
  readonly suffix?: string;
}

// As long as the random part of CloudFormation's names.
const HASH_LENGTH = 12;

/**
 * `<Stack>-<LogicalId>-<12 characters>`, cut like CloudFormation's to fit. The last part is a hash of the first two instead
 * of a random text, so that names are the same after each start.
 */
export function physicalName(stackName: string, logicalId: string, rules: PhysicalNameRules = {}): string {
  const { maxLength = 64, lowercase = false, suffix = '' } = rules;
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  const hash = BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, HASH_LENGTH);
  const room = maxLength - HASH_LENGTH - suffix.length - 2;
  const stack = stackName.slice(0, Math.max(Math.ceil(room / 2), room - logicalId.length));
  const name = `${stack}-${logicalId.slice(0, room - stack.length)}-${hash}${suffix}`;
  return lowercase ? name.toLowerCase() : name;
}
