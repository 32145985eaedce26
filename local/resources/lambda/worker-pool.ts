import { Environment } from './environment.ts';
import type { EnvironmentSettings, Outcome } from './environment.ts';
import type { InvokeMessage } from './messages.ts';

/** Environments of one function; more concurrent invocations wait for a free one. */
const MAX_ENVIRONMENTS = 50;

// Starting costs a hundred warm calls: while a few start, the warm ones often empty the queue, so a burst of short
// invocations does not pay for dozens of threads.
const MAX_STARTING = 4;

interface Job {
  readonly message: InvokeMessage;
  readonly log: (text: string) => void;
  readonly settle: (outcome: Outcome) => void;
}

/** The warm environments of one function. One environment runs one invocation at a time, as on AWS. */
export class WorkerPool {
  readonly #settings: EnvironmentSettings;
  readonly #queue: Job[] = [];
  readonly #all = new Set<Environment>();
  // The last one used comes first, so that a quiet function works with few threads.
  readonly #idle: Environment[] = [];
  #starting = 0;
  #closed = false;

  constructor(settings: EnvironmentSettings) {
    this.#settings = settings;
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
    for (const job of this.#queue.splice(0)) job.settle(CLOSED);
    await Promise.all([...this.#all].map((environment) => environment.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const environment = this.#idle.pop();
      if (environment === undefined) break;
      if (environment.alive) void this.#work(environment, this.#queue.shift()!);
    }
    const wanted = Math.min(this.#queue.length, MAX_STARTING);
    while (!this.#closed && this.#starting < wanted && this.#all.size < MAX_ENVIRONMENTS) void this.#start();
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
    environment.onEnd = () => this.#all.delete(environment);
    const outcome = await environment.initialize(requestId, log);
    if (!outcome.failed && environment.alive) this.#idle.push(environment);
    return outcome;
  }

  async #work(environment: Environment, job: Job): Promise<void> {
    job.settle(await environment.invoke(job.message, job.log));
    if (environment.alive) this.#idle.push(environment);
    this.#next();
  }
}

const CLOSED: Outcome = {
  failed: true,
  payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'The local cloud is shutting down' }),
};
