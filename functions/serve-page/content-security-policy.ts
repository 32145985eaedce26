/**
 * Nothing but our own code runs, no text of a document can become markup, and nobody shows the page in a page of theirs.
 * The page talks to its own origin and to the token endpoint (with Cognito another host than the issuer's), and shows documents
 * from S3, or from where the SDK finds S3.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function contentSecurityPolicy(tokenEndpoint: string | undefined, s3Endpoint: string | undefined): string {
  const connect = tokenEndpoint === undefined ? [] : [new URL(tokenEndpoint).origin];
  const frame = s3Endpoint === undefined ? 'https://*.amazonaws.com' : new URL(s3Endpoint).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The icon.
    'img-src data:',
    ["connect-src 'self'", ...connect].join(' '),
    `frame-src ${frame}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
