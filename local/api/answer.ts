import type { ServerResponse } from 'node:http';
import type { ApiResponse } from './service.ts';

/** A refusal in AWS's own terms: the error code that SDKs turn into a typed error, and its HTTP status. */
export class ApiError extends Error {
  readonly code: string;
  readonly statusCode: number;
  /** Further members of the error's body, e.g. `resourceName`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, statusCode: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.statusCode = statusCode;
    this.details = details;
  }
}

export type ErrorFormat = 'json' | 's3-xml' | 'query-xml';

/** Sends a whole answer at once; does nothing when the client has gone or was answered already. */
export function send(response: ApiResponse, status: number, contentType: string, body: string | Uint8Array): void {
  if (response.headersSent || response.destroyed) return;
  // Both kinds share this part of the interface, but TypeScript cannot call a union of overloads.
  const out = response as ServerResponse;
  out.statusCode = status;
  out.setHeader('content-type', contentType);
  // Without the length HTTP/1.1 would answer in chunks, which costs a second write.
  out.setHeader('content-length', typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
  out.end(body);
}

export function sendJson(response: ApiResponse, status: number, body: unknown, contentType = 'application/json'): void {
  send(response, status, contentType, JSON.stringify(body));
}

/** Sends an error in the shape that the SDK of the addressed service reads. */
export function sendError(response: ApiResponse, error: ApiError, format: ErrorFormat = 'json'): void {
  if (response.headersSent) {
    // Half an answer cannot be taken back; an aborted connection at least cannot be mistaken for a whole one.
    response.destroy();
    return;
  }
  if (format === 'json') {
    (response as ServerResponse).setHeader('x-amzn-errortype', error.code);
    sendJson(response, error.statusCode, { __type: error.code, message: error.message, ...error.details });
    return;
  }
  const inner = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const xml =
    format === 's3-xml' ? `<Error>${inner}</Error>` : `<ErrorResponse><Error>${inner}</Error></ErrorResponse>`;
  send(response, error.statusCode, 'application/xml', `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);
}

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => XML_ENTITIES[character] ?? character);
}
