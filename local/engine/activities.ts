import type { JsonObject } from '../query/json.ts';
import { activityArn, checkArn, checkName, type ArnScope } from './arns.ts';
import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import { ServiceError } from './errors.ts';
import type { ActivityRecord, Store } from './store.ts';

/** How long a worker's call waits for a task: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const POLL_MS = 60_000;

/** What a worker gets. */
export interface ActivityTask {
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
}

interface Offer extends ActivityTask {
  taken(workerName: string | undefined): void;
}

interface Poll {
  readonly workerName: string | undefined;
  give(task: ActivityTask | undefined): void;
}

// A1. A task goes to one worker; whoever waits longest gets the oldest.
// A2. A task that ended meanwhile is withdrawn, and so is a worker that hung up.

/** Activities, and the queues where their tasks and their workers meet. */
export class Activities {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #scope: ArnScope;
  readonly #offers = new Map<string, Set<Offer>>();
  readonly #polls = new Map<string, Set<Poll>>();

  constructor(store: Store, clock: Clock, scope: ArnScope) {
    this.#store = store;
    this.#clock = clock;
    this.#scope = scope;
  }

  /** Idempotent by name. */
  create(request: {
    readonly name: string;
    readonly encryptionConfiguration?: JsonObject;
    readonly tags?: Readonly<Record<string, string>>;
  }): ActivityRecord {
    checkName(request.name);
    const arn = activityArn(this.#scope, request.name);
    const existing = this.#store.getResource('activity', arn);
    if (existing) return existing;
    const { name, encryptionConfiguration, tags = {} } = request;
    const activity = { arn, name, creationDate: this.#clock.now(), encryptionConfiguration, tags };
    this.#store.putResource('activity', activity);
    return activity;
  }

  get(arn: string): ActivityRecord {
    checkArn(arn, 'activity');
    const activity = this.#store.getResource('activity', arn);
    if (!activity) throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return activity;
  }

  /** Also of what is not there, like AWS. */
  delete(arn: string): void {
    checkArn(arn, 'activity');
    this.#store.deleteResource('activity', arn);
  }

  tags(arn: string): Readonly<Record<string, string>> | undefined {
    return this.#store.getResource('activity', arn)?.tags;
  }

  /** Replaces the tags. */
  tag(arn: string, tags: Readonly<Record<string, string>>): void {
    this.#store.putResource('activity', { ...this.get(arn), tags });
  }

  /** In the order of their creation. */
  list(): readonly ActivityRecord[] {
    return this.#store.listResources('activity');
  }

  /** Resolves with the name of the worker that has taken the task, for those that gave one. */
  async offer(arn: string, task: ActivityTask, cancellation: Cancellation): Promise<string | undefined> {
    this.get(arn);
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const poll = takeFirst(this.#polls, arn);
    if (poll) {
      poll.give(task);
      resolve(poll.workerName);
    } else {
      const withdraw = add(this.#offers, arn, { ...task, taken: resolve });
      cancellation.onCancel(withdraw);
    }
    return promise;
  }

  /** Resolves with a task, or with nothing after a minute or once `gone` says that the worker has hung up. */
  async take(
    arn: string,
    workerName: string | undefined,
    gone: (hangUp: () => void) => void,
  ): Promise<ActivityTask | undefined> {
    this.get(arn);
    const offer = takeFirst(this.#offers, arn);
    if (offer) {
      offer.taken(workerName);
      return { taskToken: offer.taskToken, input: offer.input };
    }
    const { promise, resolve } = Promise.withResolvers<ActivityTask | undefined>();
    const withdraw = add(this.#polls, arn, { workerName, give: resolve });
    const hangUp = (): void => {
      withdraw();
      resolve(undefined);
    };
    const timer = this.#clock.schedule(this.#clock.now() + POLL_MS, hangUp);
    gone(hangUp);
    try {
      return await promise;
    } finally {
      timer.cancel();
    }
  }
}

/** Returns how to take it away again. */
function add<T>(queues: Map<string, Set<T>>, key: string, item: T): () => void {
  const queue = queues.get(key) ?? new Set<T>();
  queues.set(key, queue.add(item));
  return () => {
    queue.delete(item);
    if (queue.size === 0 && queues.get(key) === queue) queues.delete(key);
  };
}

function takeFirst<T>(queues: Map<string, Set<T>>, key: string): T | undefined {
  const queue = queues.get(key);
  const first = queue?.values().next();
  if (!queue || !first || first.done) return undefined;
  queue.delete(first.value);
  return first.value;
}
