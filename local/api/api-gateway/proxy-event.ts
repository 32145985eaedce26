import { ACCOUNT } from '../../resources/apigateway/account.ts';
import { takesBytes } from './binary-media.ts';
import type { MatchedCall } from './call.ts';

/** `requestContext.authorizer`: what the authorizer says of the caller, as text. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/**
 * What a function behind a proxy integration is called with.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(call: MatchedCall, authorizer: AuthorizerContext | undefined): object {
  const bytes = takesBytes(call.api, call.headers.last('content-type'));
  return {
    resource: call.match.resource.path,
    path: call.path,
    httpMethod: call.httpMethod,
    headers: call.headers.single(),
    multiValueHeaders: call.headers.multi(),
    queryStringParameters: orNull(lastValues(call.query)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(call.query)),
    pathParameters: orNull(call.match.pathParameters),
    stageVariables: orNull(call.stage.variables),
    requestContext: requestContext(call, authorizer),
    body: call.body.length === 0 ? null : call.body.toString(bytes ? 'base64' : 'utf8'),
    isBase64Encoded: bytes && call.body.length > 0,
  };
}

/**
 * What a REQUEST authorizer is called with. It never sees the body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-input.html
 */
export function authorizerEvent(call: MatchedCall, methodArn: string): object {
  return {
    type: 'REQUEST',
    methodArn,
    resource: call.match.resource.path,
    path: call.path,
    httpMethod: call.httpMethod,
    headers: call.headers.single(),
    multiValueHeaders: call.headers.multi(),
    queryStringParameters: lastValues(call.query),
    multiValueQueryStringParameters: Object.fromEntries(call.query),
    pathParameters: call.match.pathParameters,
    stageVariables: call.stage.variables,
    requestContext: requestContext(call, undefined),
  };
}

function requestContext(call: MatchedCall, authorizer: AuthorizerContext | undefined): object {
  const { id } = call.api.settings;
  return {
    resourceId: call.match.resource.id,
    ...(authorizer && { authorizer }),
    resourcePath: call.match.resource.path,
    httpMethod: call.httpMethod,
    extendedRequestId: call.extendedRequestId,
    requestTime: commonLogTime(call.at),
    path: `/${call.stage.name}${call.path}`,
    accountId: ACCOUNT.id,
    protocol: call.protocol,
    stage: call.stage.name,
    domainPrefix: id,
    requestTimeEpoch: call.at,
    requestId: call.requestId,
    identity: { ...NOBODY, sourceIp: call.sourceIp, userAgent: call.headers.last('user-agent') ?? null },
    domainName: `${id}.execute-api.${ACCOUNT.region}.amazonaws.com`,
    deploymentId: call.stage.deploymentId,
    apiId: id,
  };
}

/** What IAM and Cognito identity pools would know of the caller. */
const NOBODY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

function lastValues(query: MatchedCall['query']): Record<string, string> {
  return Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1)!]));
}

function orNull<T extends object>(values: T): T | null {
  return Object.keys(values).length === 0 ? null : values;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `09/Apr/2015:12:34:56 +0000` */
function commonLogTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
