import type { JWTPayload } from 'jose';
import { REVIEWER_GROUPS } from '../schemas/reviewer-groups.ts';
import { TokenRefused } from './verify-token.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export interface AuthorizerEvent {
  /** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}` */
  readonly methodArn: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly requestContext: { readonly requestTimeEpoch: number };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
export interface Authorization {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly [
      { readonly Action: 'execute-api:Invoke'; readonly Effect: 'Allow'; readonly Resource: readonly string[] },
    ];
  };
  /** API Gateway passes on plain values only, so the groups are a JSON list. */
  readonly context: { readonly sub: string; readonly name: string; readonly groups: string };
}

export interface AuthorizeTools {
  readonly verify: (token: string, at: number) => Promise<JWTPayload>;
  /** Told why a token was refused; never of the token. */
  readonly refused: (reason: string) => void;
}

/** Lets a reviewer with a good token in, and says who it is; which reviews are theirs to decide, the functions behind know. */
export async function authorizeReviewer(event: AuthorizerEvent, tools: AuthorizeTools): Promise<Authorization> {
  const token = /^Bearer +([\w.-]+)$/i.exec(headerOf(event, 'authorization') ?? '')?.[1];
  if (token === undefined) throw unauthorized('NO_TOKEN', tools);
  const claims = await tools.verify(token, event.requestContext.requestTimeEpoch).catch((error: unknown) => {
    throw error instanceof TokenRefused ? unauthorized(error.message, tools) : error;
  });
  const { sub = '' } = claims;
  if (sub === '') throw unauthorized('NO_SUBJECT', tools);
  return {
    principalId: sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: reviewsOf(event.methodArn) }],
    },
    context: { sub, name: nameOf(claims), groups: JSON.stringify(groupsOf(claims)) },
  };
}

// API Gateway answers exactly this message with 401, and any other with 500.
function unauthorized(reason: string, { refused }: AuthorizeTools): Error {
  refused(reason);
  return new Error('Unauthorized');
}

/** All that reviewers may ask for, since API Gateway reuses the policy for the token's other requests. */
function reviewsOf(methodArn: string): readonly string[] {
  const [api, stage] = methodArn.split('/');
  return ['GET/reviews', 'GET/reviews/*', 'POST/reviews/*/decision'].map((path) => `${api}/${stage}/${path}`);
}

function headerOf({ headers }: AuthorizerEvent, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** How people know them; whoever they are, `sub` says. */
function nameOf(claims: JWTPayload): string {
  const names = [claims.email, claims['cognito:username'], claims.username, claims.name, claims.sub];
  const name = names.find((one): one is string => typeof one === 'string' && /\S/.test(one)) ?? '';
  return name.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_NAME);
}

const LONGEST_NAME = 128;

/** Only groups of ours; companies have hundreds, and they travel with each request. */
function groupsOf(claims: JWTPayload): readonly string[] {
  const claimed = claims['cognito:groups'] ?? claims.groups;
  return REVIEWER_GROUPS.filter((group) => Array.isArray(claimed) && claimed.includes(group));
}
