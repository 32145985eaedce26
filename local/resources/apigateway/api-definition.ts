import type { RequestParameter } from './request-parameter.ts';

/** A Lambda authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html */
export interface Authorizer {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  /** All of them must be in a request; their values together are the key of the cache. */
  readonly identitySources: readonly RequestParameter[];
  /** How long an answer is used again; 0 means not at all. */
  readonly ttlSeconds: number;
}

export interface RequestValidator {
  readonly checksBody: boolean;
  readonly checksParameters: boolean;
}

/** True for a parsed body that is as the model says. */
export type BodyCheck = (body: unknown) => boolean;

export interface ApiMethod {
  /** `GET`, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizer?: Authorizer;
  readonly validator?: RequestValidator;
  /** In the order in which API Gateway names those that are missing. */
  readonly requiredParameters: readonly RequestParameter[];
  /** By content type, or `$default`. */
  readonly models: ReadonlyMap<string, BodyCheck>;
  readonly integration: Integration;
}

export type Integration = FunctionIntegration | MockIntegration;

export interface FunctionIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** A fixed answer without a body, such as to a CORS preflight. */
export interface MockIntegration {
  readonly type: 'MOCK';
  /** Without it the integration is not complete, and API Gateway answers 500. */
  readonly answer?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined where the stage sets no limits. */
  limitsOf(resourcePath: string, httpMethod: string): ThrottleLimits | undefined;
}

export interface ThrottleLimits {
  /** Requests per second that refill the bucket. */
  readonly rate: number;
  /** Requests that the full bucket holds. */
  readonly burst: number;
}

/** What replaces API Gateway's own words for one kind of failure. */
export interface GatewayResponse {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the answer, with `$context…` where values go. */
  readonly template?: { readonly contentType: string; readonly text: string };
}
