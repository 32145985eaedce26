import { ApiError } from './answer.ts';
import type { ApiRequest } from './service.ts';

export const DEFAULT_MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * How much of a refused body is read and thrown away, so that a client which sends first and reads later sees the 413
 * rather than a reset connection.
 */
const DISCARD_BYTES = 64 * 1024 * 1024;

type Raw = ApiRequest['raw'];

/** Wraps a message; path, query and body are worked out only when a service asks for them. */
export function apiRequest(
  raw: Raw,
  host: string,
  requestId: string,
  operation: string | undefined,
  maxBodyBytes: number,
): ApiRequest {
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  let query: URLSearchParams | undefined;
  let body: Promise<Buffer> | undefined;
  return {
    method: raw.method ?? 'GET',
    rawPath,
    get path() {
      return decodePath(rawPath);
    },
    get query() {
      return (query ??= new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)));
    },
    headers: raw.headers,
    host,
    requestId,
    ...(operation !== undefined && { operation }),
    body: () => (body ??= readBody(raw, maxBodyBytes)),
    raw,
  };
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiError('ValidationException', 400, `the path ${JSON.stringify(path)} has a broken percent-encoding`);
  }
}

/**
 * Rejects when the body is announced as too large, after throwing it away; a service that reads the message itself never
 * sees it. Nothing to wait for otherwise.
 */
export function refuseOversize(raw: Raw, maxBodyBytes: number): Promise<never> | undefined {
  const announced = raw.headers['content-length'];
  if (announced === undefined) {
    if (raw.httpVersionMajor === 2 || raw.headers['transfer-encoding'] !== undefined)
      limitUnannounced(raw, maxBodyBytes);
    return undefined;
  }
  if (!(Number(announced) > maxBodyBytes)) return undefined;
  return new Promise((_resolve, reject) => {
    const refuse = (): void => reject(tooLarge(Number(announced), maxBodyBytes));
    let left = DISCARD_BYTES;
    raw.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) raw.destroy();
    });
    raw.on('close', refuse).on('end', refuse).on('error', refuse);
  });
}

/** A body of unknown length is counted as it arrives, before whoever reads it; too much of it ends the connection. */
function limitUnannounced(raw: Raw, maxBodyBytes: number): void {
  let received = 0;
  const push = raw.push.bind(raw);
  raw.push = (chunk: unknown, encoding?: BufferEncoding) => {
    received += chunk instanceof Uint8Array ? chunk.length : 0;
    // `body()` has the same limit and answers 413; this is the net below readers that have none.
    if (received > maxBodyBytes + DISCARD_BYTES) {
      raw.destroy(tooLarge(received, maxBodyBytes));
      return false;
    }
    return push(chunk, encoding);
  };
}

function readBody(raw: Raw, maxBodyBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    raw.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    raw.on('end', () => {
      if (size > maxBodyBytes) reject(tooLarge(size, maxBodyBytes));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    raw.on('error', reject);
    raw.on('close', () => {
      if (!raw.readableEnded) reject(new ApiError('RequestAborted', 400, 'the client closed the connection mid-body'));
    });
  });
}

function tooLarge(size: number, limit: number): ApiError {
  return new ApiError(
    'RequestEntityTooLargeException',
    413,
    `the request body has ${size} bytes; this service takes at most ${limit} (send large content by S3 reference)`,
  );
}
