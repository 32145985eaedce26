import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FakeServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A server on a free port of this machine that answers with what a function says. */
export async function listen(answer: (request: Request) => Answer | Promise<Answer>): Promise<FakeServer> {
  const server = createServer((incoming, response) => {
    const { method = 'GET', url = '/', headers } = incoming;
    void text(incoming)
      .then((body) => answer({ method, url: new URL(url, 'http://any'), headers, body }))
      .catch((error: unknown): Answer => ({ status: 500, body: String(error) }))
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
