import { randomUUID } from 'node:crypto';
import type { ApiRequest } from '../service.ts';

/** A request's headers as API Gateway hands them on: in the letters in which they were sent. */
export class Headers {
  readonly #entries: ReadonlyMap<string, { readonly name: string; readonly values: readonly string[] }>;

  constructor(entries: Iterable<readonly [name: string, value: string]>) {
    const all = new Map<string, { readonly name: string; readonly values: string[] }>();
    for (const [name, value] of entries) {
      const known = all.get(name.toLowerCase());
      if (known) known.values.push(value);
      else all.set(name.toLowerCase(), { name, values: [value] });
    }
    this.#entries = all;
  }

  /** The name in any letters. */
  last(name: string): string | undefined {
    return this.#entries.get(name.toLowerCase())?.values.at(-1);
  }

  /** Name → the last value. */
  single(): Record<string, string> {
    return Object.fromEntries([...this.#entries.values()].map(({ name, values }) => [name, values.at(-1)!]));
  }

  multi(): Record<string, readonly string[]> {
    return Object.fromEntries([...this.#entries.values()].map(({ name, values }) => [name, values]));
  }
}

/** They end at API Gateway. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** With those that API Gateway adds: who sent it and the trace. */
export function readHeaders({ raw, headers, host }: ApiRequest, nowMs: number): Headers {
  const sent: [string, string][] = [];
  for (let index = 0; index < raw.rawHeaders.length; index += 2) {
    const name = raw.rawHeaders[index]!;
    // HTTP/2 has the host in a pseudo header.
    if (!name.startsWith(':') && !DROPPED.has(name.toLowerCase())) sent.push([name, raw.rawHeaders[index + 1]!]);
  }
  const port = String(raw.socket.localPort ?? '');
  const from = [headers['x-forwarded-for'] ?? [], raw.socket.remoteAddress ?? ''].flat().join(', ');
  const own = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
  return new Headers([
    ...(headers.host === undefined ? ([['Host', host]] as const) : []),
    ...sent.filter(([name]) => !own.has(name.toLowerCase())),
    ...(headers['x-amzn-trace-id'] === undefined ? ([['X-Amzn-Trace-Id', newTraceId(nowMs)]] as const) : []),
    ['X-Forwarded-For', from],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ]);
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader (seconds, in hex) */
function newTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
