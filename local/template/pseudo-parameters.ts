import { createHash } from 'node:crypto';
import type { TemplateValue } from './template.ts';

/** The one region and account of the local cloud. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoParameters(stackName: string): ReadonlyMap<string, TemplateValue> {
  return new Map<string, TemplateValue>([
    ['AWS::AccountId', ACCOUNT_ID],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', REGION],
    ['AWS::StackId', `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/${stableUuid(stackName)}`],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

/** The same name gives the same id after each start, so that ids that reached a journal or a log still fit. */
function stableUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
