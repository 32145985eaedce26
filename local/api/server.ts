import { randomUUID } from 'node:crypto';
import { createServer as createHttp1Server } from 'node:http';
import type { Server as Http1Server, ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Http2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { ApiError, sendError } from './answer.ts';
import type { ErrorFormat } from './answer.ts';
import { dispatcher } from './dispatch.ts';
import type { Route } from './dispatch.ts';
import { checkOrigin, refuseCrossSite } from './guard.ts';
import { apiRequest, DEFAULT_MAX_BODY_BYTES, refuseOversize } from './request.ts';
import type { ApiRequest, ApiResponse, Service } from './service.ts';

export interface ServerOptions {
  /** 0 takes any free port, for tests. */
  readonly port: number;
  /** A function is called with the server's URL once it is bound, for services that must know it. */
  readonly services: readonly Service[] | ((url: string) => readonly Service[]);
  /** Told about failures that are ours (an answer of 500), one line each. */
  readonly report?: (problem: string) => void;
}

export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Ends open connections too; resolves when the port is free. */
  close(): Promise<void>;
}

/** Somebody else listens there already. */
export class PortInUseError extends Error {}

// Longer than the SDKs' own idle limits, or a kept connection would be closed under the next request.
const KEEP_ALIVE_MS = 120_000;
// A connection that says nothing at all is not kept for ever.
const FIRST_BYTES_MS = 60_000;

/**
 * Serves every service on one port of 127.0.0.1, over HTTP/1.1 and cleartext HTTP/2 (which the Bedrock client speaks).
 * Rejects when the port is taken.
 */
export async function startServer({ port, services, report = () => {} }: ServerOptions): Promise<RunningServer> {
  let route: ReturnType<typeof dispatcher> = () => {
    throw new ApiError('ServiceUnavailable', 503, 'the local cloud is starting');
  };
  const serve = (raw: ApiRequest['raw'], response: ApiResponse): void => {
    void answer(route, raw, response, report);
  };

  const http1 = createHttp1Server({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: KEEP_ALIVE_MS }, serve);
  const http2 = createHttp2Server({}, serve);
  const sessions = new Set<Http2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  // A broken session is the client's problem; without a listener it would be the process's.
  http2.on('sessionError', () => {});

  const [acceptHttp1] = http1.listeners('connection');
  http1.removeAllListeners('connection');
  const undecided = new Set<Socket>();
  http1.on('connection', (socket: Socket) => {
    undecided.add(socket);
    socket.once('close', () => undecided.delete(socket));
    whenKnown(socket, (isHttp2) => {
      undecided.delete(socket);
      if (isHttp2) http2.emit('connection', socket);
      else acceptHttp1?.call(http1, socket);
    });
  });

  await listen(http1, port);
  const bound = (http1.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${bound}`;
  route = dispatcher(typeof services === 'function' ? services(url) : services);
  return {
    port: bound,
    url,
    close: () =>
      new Promise((resolve) => {
        http1.close(() => resolve());
        for (const session of sessions) session.destroy();
        for (const socket of undecided) socket.destroy();
        http1.closeAllConnections();
      }),
  };
}

/** Rejects with PortInUseError when somebody listens on the port already. */
export async function checkPortFree(port: number): Promise<void> {
  const probe = createHttp1Server();
  await listen(probe, port);
  await new Promise((resolve) => probe.close(resolve));
}

function listen(server: Http1Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new PortInUseError(
          `port ${port} is in use, perhaps by another local cloud that still runs; ` +
            `stop it (who it is: lsof -i :${port}) or choose another with --port`,
        ),
      );
    });
    // Thousands of clients may connect within one tick of a busy loop; the system caps the queue by itself.
    server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
}

/** Looks at the first bytes of a connection, which stay unread, until they tell HTTP/2's preface from anything else. */
function whenKnown(socket: Socket, hand: (isHttp2: boolean) => void): void {
  const drop = (): void => void socket.destroy();
  const look = (): void => {
    // Gives nothing until three bytes are there: one `P` may still become PRI or POST.
    const start = socket.read(3) as Buffer | null;
    if (start === null) return;
    socket.off('readable', look).off('error', drop).off('end', drop).off('timeout', drop).setTimeout(0);
    socket.unshift(start);
    hand(start.toString('latin1') === 'PRI');
  };
  socket.on('error', drop).on('end', drop).on('timeout', drop).setTimeout(FIRST_BYTES_MS);
  socket.on('readable', look);
}

async function answer(
  route: ReturnType<typeof dispatcher>,
  raw: ApiRequest['raw'],
  response: ApiResponse,
  report: (problem: string) => void,
): Promise<void> {
  // A client that goes away mid-request is no failure of ours.
  raw.on('error', () => {});
  response.on('error', () => {});
  const { headers } = raw;
  let to: Route | undefined;
  try {
    const requestId = randomUUID();
    (response as ServerResponse).setHeader('x-amzn-requestid', requestId);
    const host = headers.host ?? header(headers[':authority']);
    checkOrigin(host, headers);
    const target = header(headers['x-amz-target']);
    to = route({ url: raw.url ?? '/', target, authorization: headers.authorization });
    if (to.service.paths === undefined) refuseCrossSite(headers);
    const maxBodyBytes = to.service.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const oversize = refuseOversize(raw, maxBodyBytes);
    if (oversize !== undefined) await oversize;
    await to.service.handle(apiRequest(raw, host ?? '', requestId, to.operation, maxBodyBytes), response);
  } catch (error) {
    sendError(response, asApiError(error, to, report), errorFormat(headers, to));
  }
}

function asApiError(error: unknown, to: Route | undefined, report: (problem: string) => void): ApiError {
  if (error instanceof ApiError) return error;
  const call = [to?.service.name ?? 'dispatch', ...(to?.operation === undefined ? [] : [to.operation])].join(':');
  report(`${call} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new ApiError('InternalFailure', 500, `the local cloud failed in ${call}: ${String(error)}`);
}

function errorFormat(headers: ApiRequest['headers'], to: Route | undefined): ErrorFormat {
  if (to?.service.name === 's3') return 's3-xml';
  // curl -d sends a form's content type, which says nothing about what its user can read.
  if (to?.service.paths !== undefined) return 'json';
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? 'query-xml' : 'json';
}

function header(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
