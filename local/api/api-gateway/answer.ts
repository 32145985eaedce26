import type { ServerResponse } from 'node:http';
import { send } from '../answer.ts';
import type { ApiResponse } from '../service.ts';

export interface Answer {
  readonly status: number;
  /** By name in lower case; a header that is there twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string | Uint8Array;
}

/**
 * Header names that API Gateway keeps for itself: it gives those of an integration another name.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const REMAPPED: ReadonlySet<string> = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** They belong to one connection and mean nothing on the next. */
const DROPPED: ReadonlySet<string> = new Set(['keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

export function sendAnswer(response: ApiResponse, { status, headers, body }: Answer, extendedRequestId: string): void {
  // Both kinds share this part of the interface, but TypeScript cannot call a union of overloads.
  const out = response as ServerResponse;
  if (out.headersSent || out.destroyed) return;
  for (const [name, values] of headers) {
    if (!DROPPED.has(name)) out.setHeader(REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, values);
  }
  out.setHeader('x-amz-apigw-id', extendedRequestId);
  send(response, status, headers.get('content-type')?.[0] ?? 'application/json', body);
}
