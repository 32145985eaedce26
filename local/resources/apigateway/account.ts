import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';

/** Whose APIs they are. */
export const ACCOUNT = { id: ACCOUNT_ID, region: REGION } as const;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html; the path as it was sent. */
export function methodArn(apiId: string, stage: string, httpMethod: string, path: string): string {
  return `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${apiId}/${stage}/${httpMethod}${path}`;
}
