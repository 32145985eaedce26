import type { Clock } from '../../engine/clock.ts';
import { methodArn } from '../../resources/apigateway/account.ts';
import type { Authorizer } from '../../resources/apigateway/api-definition.ts';
import { valueAt, type MatchedCall } from './call.ts';
import { GatewayFailure } from './failure.ts';
import type { CallFunction } from './call-function.ts';
import { evaluatePolicy } from './policy.ts';
import { authorizerEvent, type AuthorizerContext } from './proxy-event.ts';

interface Grant {
  readonly policy: unknown;
  readonly principalId: string;
  readonly context: Readonly<Record<string, string>>;
}

/** So many answers are kept; the oldest goes first. */
const MOST_GRANTS = 1_000;

/**
 * Calls Lambda authorizers and keeps their answers.
 *
 * A1. A request without one of the identity sources is refused before the function is called.
 * A2. What is kept is the policy, not the decision: each request's own method is looked up in it.
 * A3. Answers are kept per API, stage, authorizer and identity, for the authorizer's time to live; failures are not kept.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class Authorizers {
  readonly #clock: Clock;
  readonly #callFunction: CallFunction;
  readonly #grants = new Map<string, { readonly grant: Grant; readonly until: number }>();

  constructor(clock: Clock, callFunction: CallFunction) {
    this.#clock = clock;
    this.#callFunction = callFunction;
  }

  /** Throws the failure that the client gets unless the method is allowed. */
  async authorize(authorizer: Authorizer, call: MatchedCall): Promise<AuthorizerContext> {
    const identity = authorizer.identitySources.map((source) => valueAt(source, call));
    if (identity.includes(undefined)) throw new GatewayFailure('UNAUTHORIZED');
    const arn = methodArn(call.api.settings.id, call.stage.name, call.httpMethod, call.path);
    const startedAt = this.#clock.now();
    const key = JSON.stringify([call.api.settings.id, call.stage.name, authorizer.id, ...identity]);
    const grant = this.#kept(key) ?? (await this.#ask(authorizer, identity[0], arn, call));
    const verdict = inConfiguration(() => evaluatePolicy(grant.policy, arn));
    this.#keep(key, grant, authorizer.ttlSeconds * 1000);
    if (verdict === 'denied') throw new GatewayFailure('ACCESS_DENIED', { words: EXPLICIT_DENY });
    if (verdict === 'not-allowed') throw new GatewayFailure('ACCESS_DENIED');
    return { ...grant.context, principalId: grant.principalId, integrationLatency: this.#clock.now() - startedAt };
  }

  #kept(key: string): Grant | undefined {
    const kept = this.#grants.get(key);
    return kept && kept.until > this.#clock.now() ? kept.grant : undefined;
  }

  /** Nothing is kept longer for being used. */
  #keep(key: string, grant: Grant, ttlMs: number): void {
    if (ttlMs === 0 || this.#kept(key) === grant) return;
    this.#grants.delete(key);
    if (this.#grants.size >= MOST_GRANTS) this.#grants.delete(this.#grants.keys().next().value!);
    this.#grants.set(key, { grant, until: this.#clock.now() + ttlMs });
  }

  async #ask(
    { type, functionArn }: Authorizer,
    authorizationToken: string | undefined,
    arn: string,
    call: MatchedCall,
  ): Promise<Grant> {
    const event = type === 'REQUEST' ? authorizerEvent(call, arn) : { type, methodArn: arn, authorizationToken };
    const { payload, functionError } = await this.#callFunction(functionArn, event).catch((error: unknown) => {
      throw misconfigured(error instanceof Error ? error.message : String(error));
    });
    if (functionError === undefined) return inConfiguration(() => parseGrant(payload));
    const { errorMessage } = JSON.parse(payload) as { readonly errorMessage?: unknown };
    // The one way in which the function can make it a 401.
    if (errorMessage === 'Unauthorized') throw new GatewayFailure('UNAUTHORIZED');
    throw misconfigured(`it failed: ${payload}`);
  }
}

const EXPLICIT_DENY =
  'User is not authorized to access this resource with an explicit deny in an identity-based policy';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
function parseGrant(payload: string): Grant {
  const answer: unknown = JSON.parse(payload);
  if (!isObject(answer)) throw new Error(`its answer must be an object, found ${payload}`);
  const { principalId, policyDocument, context = {} } = answer;
  if (!isObject(context)) throw new Error(`context must be an object, found ${JSON.stringify(context)}`);
  if (typeof principalId !== 'string')
    throw new Error(`principalId must be text, found ${JSON.stringify(principalId)}`);
  const entries = Object.entries(context).map(([name, value]) => {
    // The function behind the API sees text, whatever it was.
    if (['string', 'number', 'boolean'].includes(typeof value)) return [name, String(value)] as const;
    throw new Error(`context.${name} must be text, a number or a boolean, found ${JSON.stringify(value)}`);
  });
  return { policy: policyDocument, principalId, context: Object.fromEntries(entries) };
}

function inConfiguration<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw misconfigured((error as Error).message);
  }
}

function misconfigured(reason: string): GatewayFailure {
  return new GatewayFailure('AUTHORIZER_CONFIGURATION_ERROR', { reason: `the authorizer cannot be used: ${reason}` });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
