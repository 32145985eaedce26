import type { Clock, Timer } from '../../engine/clock.ts';
import type { ResourceStore } from '../../engine/store.ts';
import type { TargetInput } from './event-input.ts';
import { targetInput } from './event-input.ts';
import type { EventObject } from './event-pattern.ts';

export interface RuleTarget extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId: string };
}

/** Brings one event to one target. */
export interface TargetCaller {
  /** `deliveryId` is the same for every attempt, so that a target can be called twice without harm. */
  call(target: RuleTarget, input: string, deliveryId: string): Promise<void>;
  sendToQueue(queueArn: string, body: string, attributes: Readonly<Record<string, string>>): Promise<void>;
}

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    readonly delivery: Delivery;
  }
}

/** One event on its way to one target of one rule. */
interface Delivery {
  readonly arn: string;
  readonly rule: { readonly arn: string; readonly name: string };
  readonly target: RuleTarget;
  readonly event: EventObject;
  readonly deadline: number;
  readonly retries: number;
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const DEFAULT_RETRIES = 185;
const DEFAULT_AGE_SECONDS = 24 * 3600;

// Doubles from one second; AWS publishes no numbers, and ten minutes let 185 attempts fill its 24 hours.
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 600_000;

export interface DeliveryParts {
  readonly clock: Clock;
  readonly store: ResourceStore;
  readonly target: TargetCaller;
  readonly report?: (problem: string) => void;
}

/**
 * Delivers in the background: tries again while the target fails, then hands the event to the dead-letter queue. The store
 * has each event until then, so one may arrive twice after a crash, as on AWS, but none is lost.
 */
export class EventDelivery {
  readonly #clock: Clock;
  readonly #store: ResourceStore;
  readonly #caller: TargetCaller;
  readonly #report: (problem: string) => void;
  readonly #waiting = new Set<Timer>();
  #closed = false;

  constructor(parts: DeliveryParts) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#caller = parts.target;
    this.#report = parts.report ?? (() => {});
  }

  deliver({ arn, name }: Delivery['rule'], target: RuleTarget, event: EventObject): void {
    const age = target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS;
    const delivery = {
      arn: `${String(event['id'])}_${arn}_${target.Id}`,
      rule: { arn, name },
      target,
      event,
      deadline: this.#clock.now() + age * 1000,
      retries: 0,
    };
    this.#store.putResource('delivery', delivery);
    void this.#attempt(delivery);
  }

  resume(): void {
    for (const delivery of this.#store.listResources('delivery')) void this.#attempt(delivery);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#waiting) timer.cancel();
    this.#waiting.clear();
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { rule, target, event } = delivery;
    const release = this.#clock.busy();
    try {
      // Never within PutEvents itself: its answer comes first.
      await Promise.resolve();
      await this.#caller.call(target, targetInput(target, event, rule), delivery.arn);
      this.#store.deleteResource('delivery', delivery.arn);
    } catch (error) {
      if (!this.#closed) await this.#failed(delivery, error);
    } finally {
      release();
    }
  }

  async #failed(delivery: Delivery, error: unknown): Promise<void> {
    const { retries, target, deadline } = delivery;
    if (!isTransient(error)) return await this.#giveUp(delivery, error, undefined);
    const at = this.#clock.now() + Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS);
    if (retries >= (target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES)) {
      return await this.#giveUp(delivery, error, 'MaximumRetryAttempts');
    }
    if (at > deadline) return await this.#giveUp(delivery, error, 'MaximumEventAgeInSeconds');
    const next = { ...delivery, retries: retries + 1 };
    this.#store.putResource('delivery', next);
    const timer = this.#clock.schedule(at, () => {
      this.#waiting.delete(timer);
      void this.#attempt(next);
    });
    this.#waiting.add(timer);
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  async #giveUp(delivery: Delivery, error: unknown, exhausted: string | undefined): Promise<void> {
    const { rule, target, event, retries } = delivery;
    const message = error instanceof Error ? error.message : String(error);
    const queue = target.DeadLetterConfig?.Arn;
    this.#report(
      `event ${String(event['id'])} of rule ${rule.name} was not delivered to ${target.Arn}: ${message}` +
        (queue === undefined ? '; the rule has no dead-letter queue, the event is lost' : `; it is now in ${queue}`),
    );
    if (queue === undefined) return this.#store.deleteResource('delivery', delivery.arn);
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: errorCode(error),
      ERROR_MESSAGE: message,
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    try {
      await this.#caller.sendToQueue(queue, JSON.stringify(event), attributes);
      this.#store.deleteResource('delivery', delivery.arn);
    } catch (lost) {
      this.#report(`dead-letter queue ${queue} of rule ${rule.name} refused the event: ${String(lost)}`);
    }
  }
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

/** A target that does not exist or refuses the input will do so again. */
function isTransient(error: unknown): boolean {
  return !['NO_RESOURCE', 'INVALID_PARAMETER', 'RESOURCE_ALREADY_EXISTS'].includes(errorCode(error));
}

function errorCode(error: unknown): string {
  const name = nameOf(error);
  if (/NotFound|DoesNotExist|NonExistent/.test(name)) return 'NO_RESOURCE';
  if (/AlreadyExists/.test(name)) return 'RESOURCE_ALREADY_EXISTS';
  if (/Invalid|Validation/.test(name)) return 'INVALID_PARAMETER';
  if (/Throttl|TooManyRequests|LimitExceeded/.test(name)) return 'THROTTLING';
  return 'ERROR_FROM_TARGET';
}
