import { randomBytes } from 'node:crypto';

import { ServiceError, StatesError } from './errors.ts';

/** The callbacks that tasks wait for: `.waitForTaskToken` and activities. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiter>();
  readonly #expected = new Map<string, PromiseWithResolvers<void>>();

  /** A token nobody can guess; it is the only key to the task. */
  create(): string {
    return `AQCA${randomBytes(96).toString('base64')}`;
  }

  /** Resolves with the output (JSON text) that somebody sends for this token. `onHeartbeat` is told of each sign of life. */
  wait(token: string, onHeartbeat: () => void): { readonly result: Promise<string>; readonly forget: () => void } {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.set(token, { resolve, reject, onHeartbeat });
    this.arrived(token);
    return { result: promise, forget: () => void this.#waiting.delete(token) };
  }

  /** After a restart: answers to this token wait until its task goes on. The returned function ends that. */
  expect(token: string): () => void {
    const expected = Promise.withResolvers<void>();
    this.#expected.set(token, expected);
    return () => this.arrived(token);
  }

  /** The task of an expected token has gone on, whether or not it still waits. */
  arrived(token: string): void {
    this.#expected.get(token)?.resolve();
    this.#expected.delete(token);
  }

  /** Pending as long as the token's task has not gone on after a restart. */
  async ready(token: string): Promise<void> {
    await this.#expected.get(token)?.promise;
  }

  /** Throws what every answer to this token would be refused with. */
  check(token: string): void {
    this.#find(token);
  }

  succeed(token: string, output: string): void {
    this.#take(token).resolve(output);
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.#take(token).reject(new StatesError(error, cause));
  }

  heartbeat(token: string): void {
    this.#find(token).onHeartbeat();
  }

  #take(token: string): Waiter {
    const waiter = this.#find(token);
    this.#waiting.delete(token);
    return waiter;
  }

  #find(token: string): Waiter {
    const waiter = this.#waiting.get(token);
    if (waiter) return waiter;
    // Ours all begin alike, so that what is no token at all can be told from one that is used up.
    if (!token.startsWith('AQCA')) throw new ServiceError('InvalidToken', `Invalid Token: 'Invalid token'`);
    throw new ServiceError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
  }
}

interface Waiter {
  resolve(output: string): void;
  reject(error: StatesError): void;
  onHeartbeat(): void;
}
