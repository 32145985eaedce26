import type { IncomingHttpHeaders } from 'node:http';

import type { buildApp } from 'fauxqs';

/** The library's HTTP handler, to which hooks can be added. */
export type FauxqsApp = ReturnType<typeof buildApp>;

/** What a hook sees of a request. */
export interface FauxqsRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  /** What stands in the place of the route's `:names`. */
  readonly params: unknown;
  readonly body: unknown;
  readonly routeOptions: { readonly url?: string };
  /** Who sends it. */
  readonly ip: string;
}
