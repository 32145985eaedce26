import { performance } from 'node:perf_hooks';

import type { Timer } from '../../engine/clock.ts';
import { Environment } from './environment.ts';
import type { EnvironmentSettings, Outcome } from './environment.ts';
import type { InvokeMessage } from './messages.ts';

/** Environments of one function; more concurrent invocations wait for a free one. */
const MAX_ENVIRONMENTS = 50;

// A burst of invocations that compute is done soonest by a few threads: more of them only take each other's CPU, and some
// 25 MB each. More are started while the threads mostly wait for something, such as a model's answer.
const EAGER_ENVIRONMENTS = 4;
const MAX_STARTING = 4;
const MOSTLY_WAITING = 0.5;
/** How often a queue is looked at. */
const PATIENCE_MS = 100;

/** The environments of all functions: when there are that many, a function has no more than its eager ones. */
export interface Crowd {
  size: number;
  readonly most: number;
}

interface Job {
  readonly message: InvokeMessage;
  readonly log: (text: string) => void;
  readonly settle: (outcome: Outcome) => void;
}

/** The warm environments of one function. One environment runs one invocation at a time, as on AWS. */
export class WorkerPool {
  readonly #settings: EnvironmentSettings;
  readonly #crowd: Crowd;
  readonly #queue: Job[] = [];
  readonly #all = new Set<Environment>();
  // The last one used comes first, so that a quiet function works with few threads.
  readonly #idle: Environment[] = [];
  #starting = 0;
  #look: Timer | undefined;
  #ownUtilization = performance.eventLoopUtilization();
  #closed = false;

  constructor(settings: EnvironmentSettings, crowd: Crowd) {
    this.#settings = settings;
    this.#crowd = crowd;
  }

  run(message: InvokeMessage, log: (text: string) => void): Promise<Outcome> {
    return new Promise((settle) => {
      this.#queue.push({ message, log, settle });
      this.#next();
    });
  }

  /** Ends every environment; what is in flight gets the error of a runtime that went away. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#look?.cancel();
    for (const job of this.#queue.splice(0)) job.settle(CLOSED);
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const environment = this.#idle.pop();
      if (environment === undefined) break;
      if (environment.alive) void this.#work(environment, this.#queue.shift()!);
    }
    this.#grow(EAGER_ENVIRONMENTS);
  }

  /** Starts environments for what waits, up to that many in all; looks again while anything waits. */
  #grow(most: number): void {
    const waiting = this.#queue.length - this.#starting;
    const room = Math.max(EAGER_ENVIRONMENTS - this.#all.size, this.#crowd.most - this.#crowd.size);
    let free = this.#closed ? 0 : Math.min(waiting, MAX_STARTING - this.#starting, most - this.#all.size, room);
    while (free-- > 0) void this.#start();
    if (this.#queue.length > 0 && !this.#closed) this.#lookAgain();
  }

  #lookAgain(): void {
    const { clock } = this.#settings;
    this.#look ??= clock.schedule(clock.now() + PATIENCE_MS, () => {
      this.#look = undefined;
      this.#grow(this.#mostlyWaiting() ? MAX_ENVIRONMENTS : EAGER_ENVIRONMENTS);
    });
  }

  /** Whether both the code and our own thread, which answers its calls, had time to spare since the last look. */
  #mostlyWaiting(): boolean {
    const before = this.#ownUtilization;
    this.#ownUtilization = performance.eventLoopUtilization();
    const own = performance.eventLoopUtilization(this.#ownUtilization, before).utilization;
    const shares = [...this.#all].map((environment) => environment.busyShare());
    const code = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return own < MOSTLY_WAITING && code < MOSTLY_WAITING;
  }

  /** Whoever waits longest when the environment is ready gets it, or the error that it failed with. */
  async #start(): Promise<void> {
    this.#starting += 1;
    const logs: string[] = [];
    const outcome = await this.#initialize(this.#queue[0]!.message.requestId, (text) => logs.push(text));
    this.#starting -= 1;
    const job = this.#queue[0];
    job?.log(logs.join(''));
    if (outcome.failed) {
      this.#queue.shift();
      job?.settle(outcome);
    }
    this.#next();
  }

  async #initialize(requestId: string, log: (text: string) => void): Promise<Outcome> {
    let environment: Environment;
    try {
      environment = new Environment(this.#settings);
    } catch (error) {
      // A thread refuses settings that it cannot use, such as NODE_OPTIONS with a flag for processes only.
      const errorMessage = error instanceof Error ? error.message : String(error);
      return { failed: true, payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }) };
    }
    this.#all.add(environment);
    this.#crowd.size += 1;
    environment.onEnd = () => {
      this.#all.delete(environment);
      this.#crowd.size -= 1;
    };
    const outcome = await environment.initialize(requestId, log);
    if (!outcome.failed) this.#rest(environment);
    return outcome;
  }

  /** Waits for the next invocation, or ends when enough others do. */
  #rest(environment: Environment): void {
    if (!environment.alive) return;
    if (this.#queue.length > 0 || this.#idle.length < EAGER_ENVIRONMENTS) this.#idle.push(environment);
    else void environment.terminate();
  }

  async #work(environment: Environment, job: Job): Promise<void> {
    job.settle(await environment.invoke(job.message, job.log));
    this.#rest(environment);
    this.#next();
  }
}

const CLOSED: Outcome = {
  failed: true,
  payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'The local cloud is shutting down' }),
};
