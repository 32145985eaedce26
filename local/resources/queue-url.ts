import { ACCOUNT_ID } from '../template/pseudo-parameters.ts';

/** `arn:aws:sqs:us-east-1:000000000000:name` → `http://127.0.0.1:4566/000000000000/name`. */
export function queueUrlOf(endpoint: string, queueArn: string): string {
  return `${endpoint}/${ACCOUNT_ID}/${queueArn.split(':').at(-1)}`;
}
