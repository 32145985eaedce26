/** Time as an argument: the engine never reads wall time itself, so that waits can be skipped and tests are instant. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, as soon as `now() >= at`; never synchronously. */
  schedule(at: number, run: () => void): Timer;
  /**
   * Marks real work in flight (a Lambda invocation, a call to another service) until the returned function is called.
   * A clock that skips or accelerates waits runs at real speed meanwhile, so a timeout never fires because time was skipped.
   */
  busy(): () => void;
}

export interface Timer {
  cancel(): void;
}

/** Gives other work a turn. Time may not be skipped meanwhile, for whoever yields is at work. */
export async function yieldTurn(clock: Clock): Promise<void> {
  const release = clock.busy();
  await new Promise(setImmediate);
  release();
}
