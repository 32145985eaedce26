import { answer } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import type { OidcProvider } from '../http/oidc-discovery.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import type { PageFile } from './page-files.ts';

/** The part of API Gateway's event that we read. `resource` has no stage in it and no base path of a custom domain. */
export interface PageRequest {
  readonly resource: string;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
}

export interface PageTools {
  readonly page: ReadonlyMap<string, PageFile>;
  readonly discover: () => Promise<Pick<OidcProvider, 'tokenEndpoint'>>;
  /** Where documents are shown from, when that is not S3 on AWS. */
  readonly endpoint: string | undefined;
}

/** `GET /` and what it needs. Without a token: the page holds no data until a reviewer has signed in. */
export async function servePage({ resource, headers }: PageRequest, tools: PageTools): Promise<ApiAnswer> {
  const file = tools.page.get(resource);
  if (file === undefined) return answer(404, { message: `nothing is at ${resource}; the page is at /` });
  const common = {
    'Content-Type': file.type,
    'Referrer-Policy': 'no-referrer',
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
  };
  if (file.isMarkup) {
    const policy = contentSecurityPolicy(await tokenEndpoint(tools), tools.endpoint);
    const own = { 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' };
    return { statusCode: 200, headers: { ...common, ...own }, body: file.text };
  }
  // Asked again each time and mostly answered with 304: markup and code are always of one deployment.
  const cached = { ...common, ETag: file.etag, 'Cache-Control': 'no-cache' };
  return header(headers, 'if-none-match') === file.etag
    ? { statusCode: 304, headers: cached, body: '' }
    : { statusCode: 200, headers: cached, body: file.text };
}

/** Undefined while the issuer does not answer: then signing in fails with a message, and a reload mends it. */
async function tokenEndpoint({ discover }: PageTools): Promise<string | undefined> {
  try {
    return (await discover()).tokenEndpoint;
  } catch {
    return undefined;
  }
}

// API Gateway passes names on as the client wrote them.
function header(headers: PageRequest['headers'], name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
