import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { ResourceStore } from '../../engine/store.ts';

/** A service that a library answers over HTTP. It is loaded by its first request, so an app without it pays nothing. */
export interface HttpEngine {
  /** Answers the request, whose body must be unread. Rejects only when the library cannot be loaded. */
  handle(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/** The store of a state folder, in which the engine has a file of its own. */
export type KeptIn = Pick<ResourceStore, 'directory' | 'putResource' | 'committed'>;

export interface LoadedEngine {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

export function lazyEngine(load: () => Promise<LoadedEngine>): HttpEngine {
  let loading: Promise<LoadedEngine> | undefined;
  return {
    async handle(request, response) {
      const engine = await (loading ??= load());
      // Of HTTP/2 only the part is used that Node makes look like HTTP/1.
      engine.handle(request as IncomingMessage, response as ServerResponse);
    },
    async close() {
      const engine = await loading?.catch(() => undefined);
      loading = undefined;
      await engine?.close();
    },
  };
}
