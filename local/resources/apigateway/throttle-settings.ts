import type { Properties } from '../properties.ts';
import type { Stage, ThrottleLimits } from './api-definition.ts';

/** What an account has until it asks for more. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const ACCOUNT_LIMITS: ThrottleLimits = { rate: 10_000, burst: 5_000 };

/**
 * Reads a stage's MethodSettings: those of `/*` and method `*` hold for every method by itself, unless it has its own.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function throttleSettings(settings: readonly Properties[]): Stage['limitsOf'] {
  const limits = new Map<string, Partial<ThrottleLimits>>();
  for (const setting of settings) {
    const rate = setting.optionalNumber('ThrottlingRateLimit');
    const burst = setting.optionalNumber('ThrottlingBurstLimit');
    const key = `${setting.text('HttpMethod')} ${resourcePath(setting.text('ResourcePath'))}`;
    // -1 switches the limit off, as does leaving it out.
    const set = (value: number | undefined) => value !== undefined && value >= 0;
    limits.set(key, { ...(set(rate) && { rate }), ...(set(burst) && { burst }) });
  }
  return (path, httpMethod) => {
    const found = { ...limits.get('* /*'), ...limits.get(`${httpMethod} ${path}`) };
    return Object.keys(found).length === 0 ? undefined : { ...ACCOUNT_LIMITS, ...found };
  };
}

/** `/~1items~1{id}` → `/items/{id}`: a slash inside is written `~1`, behind one at the start. */
function resourcePath(written: string): string {
  const path = written.replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
  return path.startsWith('/') ? path : `/${path}`;
}
