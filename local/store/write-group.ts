import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import { reasonOf } from './state-error.ts';

// W1. All writes of one turn of the event loop are one transaction: after a crash it is there as a whole or not at all.
// W2. Once a write fails, nothing more is written: a file with a hole would be believed at the next start.

/** Groups writes into one transaction per turn of the event loop. */
export class WriteGroup {
  readonly #database: DatabaseSync;
  readonly #what: string;
  readonly #beforeCommit: () => void;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #turn: NodeJS.Immediate | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;
  #failure: Error | undefined;
  #closed = false;

  /**
   * `what` is the file, as an error calls it. `beforeCommit` writes what was held back, because it may be replaced several
   * times within one group.
   */
  constructor(database: DatabaseSync, what: string, beforeCommit: () => void = () => {}) {
    this.#database = database;
    this.#what = what;
    this.#beforeCommit = beforeCommit;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
  }

  /** To be called before anything is held back or written. */
  open(): void {
    if (this.#turn) return;
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw new Error(`${this.#what} is closed; nothing can be written any more.`);
    try {
      this.#begin.run();
    } catch (error) {
      throw this.#fail(error);
    }
    this.#turn = setImmediate(() => this.#end());
  }

  run(statement: StatementSync, ...values: SQLInputValue[]): void {
    this.open();
    try {
      statement.run(...values);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Undefined when nothing is pending. Rejects when the group cannot be written. */
  committed(): Promise<void> | undefined {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#turn) return undefined;
    return (this.#waiting ??= Promise.withResolvers()).promise;
  }

  /** Commits what is pending; whatever comes later is refused. */
  close(): void {
    if (this.#turn) this.#end();
    this.#closed = true;
    if (this.#failure) throw this.#failure;
  }

  #end(): void {
    try {
      this.#beforeCommit();
      this.#commit.run();
    } catch (error) {
      // Whoever waits is told, and so will be whoever writes next.
      this.#fail(error);
      return;
    }
    this.#settle()?.resolve();
  }

  #settle(): PromiseWithResolvers<void> | undefined {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #fail(cause: unknown): Error {
    if (this.#failure) return this.#failure;
    const why = `${this.#what} cannot be written: ${reasonOf(cause)}.`;
    this.#failure = new Error(`${why} What was committed is safe; remove the cause and start again.`, { cause });
    // SQLite has rolled back by itself after some errors, such as a full disk.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#settle()?.reject(this.#failure);
    return this.#failure;
  }
}
