import { yieldTurn, type Clock } from './clock.ts';

/**
 * Some 1 MB each where payloads are as large as they may be:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MOST_AT_WORK = 1000;

// Q1. Executions begin in the order of their starts, as long as fewer than so many others are at work. What is redriven,
//     resumed, or awaited by StartSyncExecution begins at once.
// Q2. One that waits here is an ARN and a journaled record, so that thousands of starts at once cost no memory.
// Q3. Whoever only sleeps, or waits for a callback or a nested execution, is not at work and keeps nobody from beginning.
// Q4. An execution counts once for all that it does at a time; its Maps have limits of their own.

/** Executions that have been started and wait until others get their work done. */
export class StartQueue {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #begin: (arn: string) => void;
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  #atWork = 0;
  #admitting = false;

  constructor(clock: Clock, most: number, begin: (arn: string) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#begin = begin;
  }

  /** Whether the next one has to wait. */
  get full(): boolean {
    return this.#waiting.size > 0 || this.#atWork >= this.#most;
  }

  /** The clock of one execution, which marks whether it is at work. */
  clockOfOne(): Clock {
    const clock = this.#clock;
    let inFlight = 0;
    return {
      now: () => clock.now(),
      schedule: (at, run) => clock.schedule(at, run),
      busy: () => {
        const release = clock.busy();
        if (++inFlight === 1) this.#atWork += 1;
        let held = true;
        return () => {
          if (held && --inFlight === 0) this.#leave();
          held = false;
          release();
        };
      },
    };
  }

  add(arn: string): void {
    this.#waiting.set(arn, Promise.withResolvers());
    void this.#admit();
  }

  /** Resolves when it begins; undefined for one that does not wait here. */
  begun(arn: string): Promise<void> | undefined {
    return this.#waiting.get(arn)?.promise;
  }

  /** Out of turn; does nothing for one that does not wait here. */
  beginNow(arn: string): void {
    const waiting = this.#waiting.get(arn);
    if (!waiting) return;
    this.#waiting.delete(arn);
    this.#begin(arn);
    waiting.resolve();
  }

  /** Nobody begins any more. */
  close(): void {
    this.#waiting.clear();
  }

  #leave(): void {
    this.#atWork -= 1;
    void this.#admit();
  }

  async #admit(): Promise<void> {
    if (this.#admitting || this.#waiting.size === 0) return;
    this.#admitting = true;
    // Whoever has just got an answer makes its next call first.
    await yieldTurn(this.#clock);
    this.#admitting = false;
    for (const arn of this.#waiting.keys()) {
      if (this.#atWork >= this.#most) return;
      this.beginNow(arn);
    }
  }
}
