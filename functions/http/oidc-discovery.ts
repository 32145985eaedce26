/** What an OpenID Connect issuer says of itself. https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
export interface OidcProvider {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Not every issuer has one. https://openid.net/specs/openid-connect-rpinitiated-1_0.html#OPMetadata */
  readonly endSessionEndpoint?: string;
  readonly keys: URL;
}

/** Milliseconds; a page waits for it. */
const TIMEOUT_MS = 3000;

/** Asks an issuer once, and again after a failure. Throws when it does not say what it has to. */
export function oidcDiscovery(issuer: string, fetchUrl: typeof fetch = fetch): () => Promise<OidcProvider> {
  let asked: Promise<OidcProvider> | undefined;
  return () =>
    (asked ??= discover(issuer, fetchUrl).catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
}

async function discover(issuer: string, fetchUrl: typeof fetch): Promise<OidcProvider> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetchUrl(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}; set OIDC_ISSUER to an OpenID Connect issuer`);
  const said = (await response.json()) as Readonly<Record<string, unknown>>;
  // Or one issuer could speak for another.
  if (said.issuer !== issuer) {
    throw new Error(`${url} speaks for ${String(said.issuer)}; set OIDC_ISSUER to the issuer's own name`);
  }
  const endpoint = (name: string) => {
    const value = said[name];
    if (typeof value !== 'string' || !isSafe(value)) {
      throw new Error(`${url} has no ${name} that begins with https://`);
    }
    return value;
  };
  return {
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    ...(said.end_session_endpoint !== undefined && { endSessionEndpoint: endpoint('end_session_endpoint') }),
    keys: new URL(endpoint('jwks_uri')),
  };
}

/** Nobody can listen in or answer instead; on the own machine nobody is between. */
function isSafe(value: string): boolean {
  const url = URL.parse(value);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
}

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];
