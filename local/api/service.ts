import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** One AWS service (or one of our own `/_local` pages) on the one port. */
export interface Service {
  /** As in the credential scope of a signed request: `states`, `lambda`, `bedrock`, `s3` … */
  readonly name: string;
  /** Answers the request. What it throws becomes a 500 that names the error; it must not end the process. */
  handle(request: ApiRequest, response: ApiResponse): Promise<void> | void;
}

export interface ApiRequest {
  readonly method: string;
  /** Decoded path without the query, e.g. `/2015-03-31/functions/hello/invocations`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The operation of `X-Amz-Target`, e.g. `StartExecution`; undefined for REST services. */
  readonly operation?: string;
  /** The whole body, read on first use and limited in size by the server. */
  body(): Promise<Buffer>;
  /** The underlying message, for services that stream or hand it to a library; its body is unread until `body()`. */
  readonly raw: IncomingMessage | Http2ServerRequest;
}

export type ApiResponse = ServerResponse | Http2ServerResponse;
