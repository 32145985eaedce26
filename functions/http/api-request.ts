/**
 * The part of API Gateway's event that our functions read.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ApiEvent {
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    /** When API Gateway got the request, in milliseconds since the epoch. */
    readonly requestTimeEpoch: number;
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

// Lambda takes 6 MB, in which the body is a JSON string beside the rest of the event.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
const MOST_BYTES = 5_000_000;

/** The JSON in the body; undefined when it is none, or more than 5 MB. */
export function bodyOf({ body, isBase64Encoded = false }: ApiEvent): unknown {
  if (typeof body !== 'string' || Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8') > MOST_BYTES) {
    return undefined;
  }
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body) as unknown;
  } catch {
    return undefined;
  }
}
