import type { Clock } from '../../engine/clock.ts';
import type { ThrottleLimits } from '../../resources/apigateway/api-definition.ts';
import type { MatchedCall } from './call.ts';
import { GatewayFailure } from './failure.ts';

interface Bucket {
  tokens: number;
  /** When the tokens were counted, in milliseconds since the epoch. */
  at: number;
}

/**
 * A bucket of tokens for each method of a stage that has limits; a request takes one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class Throttles {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws the failure that the client gets when the bucket is empty. */
  pass({ api, stage, match }: MatchedCall): void {
    const { resource, method } = match;
    const limits = stage.limitsOf(resource.path, method.httpMethod);
    if (limits === undefined) return;
    const key = [api.settings.id, stage.name, method.httpMethod, resource.path].join(' ');
    if (!this.#take(key, limits)) throw new GatewayFailure('THROTTLED');
  }

  #take(key: string, { rate, burst }: ThrottleLimits): boolean {
    const at = this.#clock.now();
    const before = this.#buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, before.tokens + (Math.max(0, at - before.at) / 1000) * rate);
    // Refilled bit by bit, a whole token may be short of one by rounding.
    const passes = tokens > 1 - 1e-9;
    this.#buckets.set(key, { tokens: passes ? Math.max(0, tokens - 1) : tokens, at });
    return passes;
  }
}
