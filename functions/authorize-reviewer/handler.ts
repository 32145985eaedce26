import { OIDC_CLIENT_ID, OIDC_ISSUER, required } from '../environment.ts';
import { oidcDiscovery } from '../http/oidc-discovery.ts';
import { instrumented, logger } from '../telemetry/telemetry.ts';
import { authorizeReviewer } from './authorize-reviewer.ts';
import type { AuthorizerEvent } from './authorize-reviewer.ts';
import { tokenVerifier } from './verify-token.ts';

const issuer = required(OIDC_ISSUER);
const tools = {
  verify: tokenVerifier({ issuer, clientId: required(OIDC_CLIENT_ID), discover: oidcDiscovery(issuer) }),
  refused: (reason: string) => logger.info('token refused', { reason }),
};

export const handler = instrumented('authorize-reviewer', (event: AuthorizerEvent) => authorizeReviewer(event, tools));
