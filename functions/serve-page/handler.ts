import { OIDC_ISSUER, required } from '../environment.ts';
import { oidcDiscovery } from '../http/oidc-discovery.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { readPage } from './page-files.ts';
import { servePage } from './serve-page.ts';
import type { PageRequest } from './serve-page.ts';

const tools = {
  page: readPage(import.meta.dirname),
  discover: oidcDiscovery(required(OIDC_ISSUER)),
  // Where the SDK sends requests, if not to AWS: presigned URLs of documents begin with it.
  endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
};

export const handler = instrumented('serve-page', (request: PageRequest) => servePage(request, tools));
