import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './answer.ts';

/**
 * What a web page must not be able to do to a server on the developer's own machine.
 *
 * G1. Only a Host that names the loopback is answered, so that DNS rebinding fails.
 * G2. A foreign Origin is refused; so are a browser's cross-site requests that carry none, except for opening one of our
 *     pages as a document.
 * G3. An AWS call carries a signature and never comes from another site. Its value is not checked, but a page cannot send the header without a preflight,
 *     which G2 refuses.
 */
export function checkOrigin(host: string | undefined, headers: IncomingHttpHeaders): void {
  if (host === undefined || !namesLoopback(host)) {
    throw new ApiError(
      'AccessDeniedException',
      403,
      `the Host header ${JSON.stringify(host ?? '')} does not name this machine; ` +
        'call the local cloud as 127.0.0.1, localhost or *.localhost',
    );
  }
  const origin = headers.origin;
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new ApiError(
      'AccessDeniedException',
      403,
      `the Origin ${JSON.stringify(origin)} may not call the local cloud; only its own pages at http://${host} may`,
    );
  }
  if (headers['sec-fetch-dest'] !== 'document') refuseCrossSite(headers);
}

/** A link on a web page may open our pages; it may not be an AWS call whose signature stands in the URL. */
export function refuseCrossSite(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site !== 'cross-site' && site !== 'same-site') return;
  throw new ApiError('AccessDeniedException', 403, 'a page of another site may not call the local cloud');
}

/** The service named by the signature (`Authorization`, else a presigned query); undefined when it is not a known scheme. */
export function signedService(authorization: string | undefined, url: string): string | undefined {
  if (authorization !== undefined) {
    // SigV4 has date/region/service, SigV4a date/service: the service is always the last part but one.
    if (authorization.startsWith('AWS4-')) return /Credential=[^,]*\/([^/,]+)\/aws4_request/.exec(authorization)?.[1];
    // The only bearer tokens of AWS's SDKs are Bedrock API keys.
    // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
    if (authorization.startsWith('Bearer ')) return 'bedrock';
    return undefined;
  }
  const query = url.indexOf('?');
  if (query < 0 || !/[?&]X-Amz-Signature=/i.test(url)) return undefined;
  const credential = new URLSearchParams(url.slice(query)).get('X-Amz-Credential');
  return credential?.split('/').at(-2);
}

export function missingAuthentication(): ApiError {
  return new ApiError(
    'MissingAuthenticationTokenException',
    403,
    'Missing Authentication Token: AWS calls need a signature (any credentials do); the local pages begin at /_local/health',
  );
}

// Step Functions prefixes the host of StartSyncExecution and TestState with `sync-`.
const LOOPBACK =
  /^(?:sync-)?(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|[a-z0-9._-]+\.localhost|\[::1\])(?::\d{1,5})?$/i;

export function namesLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
