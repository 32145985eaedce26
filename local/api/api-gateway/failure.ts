import type { GatewayResponse } from '../../resources/apigateway/api-definition.ts';
import { fillTemplate } from '../../resources/apigateway/error-template.ts';
import type { Answer } from './answer.ts';
import type { ApiCall } from './call.ts';

/**
 * Status, `x-amzn-errortype` and words of each failure that API Gateway itself answers with; null where it says nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const FAILURES = {
  ACCESS_DENIED: [403, 'AccessDeniedException', 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'AuthorizerConfigurationException', null],
  BAD_REQUEST_BODY: [400, 'BadRequestException', 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', 'Invalid request parameters'],
  // What a function did wrong; the type is no more than the default.
  DEFAULT_5XX: [502, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', 'Request Too Long'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  UNAUTHORIZED: [401, 'UnauthorizedException', 'Unauthorized'],
} as const satisfies Record<string, readonly [number, string, string | null]>;

export type FailureType = keyof typeof FAILURES;

/** A request that ends before or behind the integration. */
export class GatewayFailure extends Error {
  readonly type: FailureType;
  /** What the client is told. */
  readonly words: string | null;

  /** `reason` is for the developer and never leaves this machine's console. */
  constructor(type: FailureType, { words, reason }: { readonly words?: string; readonly reason?: string } = {}) {
    super(reason ?? '');
    this.type = type;
    this.words = words ?? FAILURES[type][2];
  }
}

export function failureAnswer({ type, words }: GatewayFailure, call: ApiCall): Answer {
  const [standardStatus, errorType] = FAILURES[type];
  const custom = customOf(type, standardStatus, call);
  const { requestId, extendedRequestId, stage } = call;
  const context = { message: words, responseType: type, requestId, extendedRequestId, stage: stage.name };
  const template = custom?.template;
  return {
    status: custom?.status ?? standardStatus,
    headers: new Map([
      ['content-type', [template?.contentType ?? 'application/json']],
      ['x-amzn-errortype', [errorType]],
      ...Object.entries(custom?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value]] as const),
    ]),
    body: template ? fillTemplate(template.text, context) : standardBody(type, words),
  };
}

function customOf(type: FailureType, status: number, { api }: ApiCall): GatewayResponse | undefined {
  const byDefault = status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  return api.gatewayResponses.get(type) ?? api.gatewayResponses.get(byDefault);
}

/** IAM's answer has a capital letter where all others have none. */
function standardBody(type: FailureType, words: string | null): string {
  return JSON.stringify(type === 'ACCESS_DENIED' ? { Message: words } : { message: words });
}
