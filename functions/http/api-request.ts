import type { Reviewer } from '../reviews/review-rows.ts';

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

/** Who asks, as our authorizer says. Throws when no authorizer stands before this function. */
export function reviewerOf({ requestContext: { authorizer } }: ApiEvent): Reviewer {
  const { sub, name, groups } = authorizer ?? {};
  if (typeof sub !== 'string' || sub === '' || typeof name !== 'string' || typeof groups !== 'string') {
    throw new Error('the request did not pass our authorizer; infra must put it before this function');
  }
  return { sub, name, groups: JSON.parse(groups) as readonly string[] };
}

/** The id in the path; undefined for what cannot be one, since reviews are named by UUIDs. */
export function reviewIdOf({ pathParameters }: ApiEvent): string | undefined {
  const id = pathParameters?.id;
  return id !== undefined && UUID.test(id) ? id : undefined;
}

// API Gateway takes 10 MB; a result that a model wrote has a few hundred KB at the most.
const MOST_BYTES = 1024 * 1024;

/** The JSON in the body; undefined when it is none, or more than 1 MiB. */
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
