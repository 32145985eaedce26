/** What is `abandoned` goes on after the next start, so nothing outside may be stopped for it. */
type Why = 'stopped' | 'abandoned';
type Listener = (why: Why) => void;

/**
 * A tree of things that can be stopped: an execution, its branches, a task in flight. Much cheaper than AbortSignal,
 * because every Map iteration has one and most never use it.
 */
export class Cancellation {
  #cancelled = false;
  #listeners: Set<Listener> | undefined;
  #detach: () => void = () => {};
  #why: Why = 'stopped';

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(why: Why = 'stopped'): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#why = why;
    this.#detach();
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener(why);
  }

  /** Calls `listener` once at cancellation, now if it is past; the returned function takes it back. It must not throw. */
  onCancel(listener: Listener): () => void {
    if (this.#cancelled) {
      listener(this.#why);
      return () => {};
    }
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Cancelled with this one, or alone. Whoever is done with it says so by `release` or `cancel`. */
  child(): Cancellation {
    const child = new Cancellation();
    child.#detach = this.onCancel((why) => child.cancel(why));
    return child;
  }

  /** No longer cancelled with its parent, which forgets it. */
  release(): void {
    this.#detach();
  }
}

/** Thrown out of whatever waits when its branch is stopped. No Retry or Catch sees it. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'CancelledError';
  }
}
