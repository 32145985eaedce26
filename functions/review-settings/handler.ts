import { OIDC_CLIENT_ID, OIDC_ISSUER, required } from '../environment.ts';
import { oidcDiscovery } from '../http/oidc-discovery.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { reviewSettings } from './review-settings.ts';

const discover = oidcDiscovery(required(OIDC_ISSUER));
const clientId = required(OIDC_CLIENT_ID);

export const handler = instrumented('review-settings', () => reviewSettings(discover, clientId));
