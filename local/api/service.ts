import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** One AWS service (or one of our own `/_local` pages) on the one port. */
export interface Service {
  /** As in the credential scope of a signed request: `states`, `lambda`, `bedrock`, `s3` … */
  readonly name: string;
  /** `X-Amz-Target` prefixes that belong to it, e.g. `AWSStepFunctions` or `DynamoDB_20120810`. */
  readonly targets?: readonly string[];
  /**
   * Path prefixes that it answers without a signature, e.g. `/_local` or `/console`; the longest prefix wins.
   * Such a service is not reached by signed calls unless its name says so too.
   */
  readonly paths?: readonly string[];
  /** The largest body in bytes; larger ones are answered with 413 before the service sees them. Default 10 MiB. */
  readonly maxBodyBytes?: number;
  /** Answers the request. What it throws becomes an AWS error (`ApiError`) or a 500 that names it; the server stays up. */
  handle(request: ApiRequest, response: ApiResponse): Promise<void> | void;
}

export interface ApiRequest {
  readonly method: string;
  /** Decoded path without the query, e.g. `/2015-03-31/functions/hello/invocations`. */
  readonly path: string;
  /** The path as it was sent, for names that may hold an encoded slash (an ARN in a path). */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** What the client called us, e.g. `127.0.0.1:4566`; already checked to be a loopback name. */
  readonly host: string;
  /** The operation of `X-Amz-Target`, e.g. `StartExecution`; undefined for REST services. */
  readonly operation?: string;
  /** Identifies the request; already set as the header `x-amzn-requestid` of the answer. */
  readonly requestId: string;
  /** The whole body, read on first use and limited in size by the server. */
  body(): Promise<Buffer>;
  /** The underlying message, for services that stream or hand it to a library; its body is unread until `body()`. */
  readonly raw: IncomingMessage | Http2ServerRequest;
}

export type ApiResponse = ServerResponse | Http2ServerResponse;
