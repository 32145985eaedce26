/**
 * A tree of things that can be stopped: an execution, its branches, a task in flight. Much cheaper than AbortSignal,
 * because every Map iteration has one and most never use it.
 */
export class Cancellation {
  #cancelled = false;
  #listeners: Set<() => void> | undefined;
  #detach: () => void = () => {};

  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#detach();
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  /** Calls `listener` once at cancellation, now if it is past; the returned function takes it back. It must not throw. */
  onCancel(listener: () => void): () => void {
    if (this.#cancelled) {
      listener();
      return () => {};
    }
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Cancelled with this one, or alone. Whoever is done with it says so by `release` or `cancel`. */
  child(): Cancellation {
    const child = new Cancellation();
    child.#detach = this.onCancel(() => child.cancel());
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
