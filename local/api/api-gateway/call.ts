import { randomBytes } from 'node:crypto';
import type { ApiMethod, Stage } from '../../resources/apigateway/api-definition.ts';
import type { RequestParameter } from '../../resources/apigateway/request-parameter.ts';
import type { Match } from '../../resources/apigateway/resource-tree.ts';
import type { RestApi } from '../../resources/apigateway/rest-api.ts';
import type { ApiRequest } from '../service.ts';
import { readHeaders, type Headers } from './headers.ts';

/** One request to a stage of an API, read once and looked at from many sides. */
export interface ApiCall {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly httpMethod: string;
  /** Behind the stage, as it was sent: `/items/a%20b`. */
  readonly path: string;
  readonly headers: Headers;
  /** Name → values, decoded, in the order in which they were sent. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/** A call and what answers it. */
export interface MatchedCall extends ApiCall {
  readonly match: Match<ApiMethod>;
}

export interface Addressee {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly path: string;
}

export async function readCall(request: ApiRequest, addressee: Addressee, at: number): Promise<ApiCall> {
  const { raw, method, requestId } = request;
  const query = new Map<string, string[]>();
  for (const [name, value] of request.query) {
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return {
    ...addressee,
    httpMethod: method,
    headers: readHeaders(request, at),
    query,
    body: await request.body(),
    sourceIp: raw.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${raw.httpVersion}`,
    requestId,
    extendedRequestId: newExtendedRequestId(),
    at,
  };
}

/** As long as AWS's own. */
export function newExtendedRequestId(): string {
  return randomBytes(11).toString('base64');
}

/** The value at a place in the request; undefined when it is not there or empty. */
export function valueAt({ from, name }: RequestParameter, call: MatchedCall): string | undefined {
  return lookUp(from, name, call) || undefined;
}

function lookUp(from: RequestParameter['from'], name: string, call: MatchedCall): string | undefined {
  switch (from) {
    case 'header':
      return call.headers.last(name);
    case 'querystring':
      return call.query.get(name)?.at(-1);
    case 'path':
      return call.match.pathParameters[name];
    case 'stageVariables':
      return call.stage.variables[name];
    case 'context':
      return CONTEXT[name]?.(call);
  }
}

const CONTEXT: Readonly<Record<string, (call: MatchedCall) => string | undefined>> = {
  apiId: ({ api }) => api.settings.id,
  httpMethod: ({ httpMethod }) => httpMethod,
  'identity.sourceIp': ({ sourceIp }) => sourceIp,
  'identity.userAgent': ({ headers }) => headers.last('user-agent'),
  path: ({ stage, path }) => `/${stage.name}${path}`,
  protocol: ({ protocol }) => protocol,
  requestId: ({ requestId }) => requestId,
  resourceId: ({ match }) => match.resource.id,
  resourcePath: ({ match }) => match.resource.path,
  stage: ({ stage }) => stage.name,
};
