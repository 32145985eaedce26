import type { Clock, Timer } from '../../local/engine/clock.ts';

export interface SimulatedClock extends Clock {
  /** Durations in ms of the timers that fired, in that order; a cancelled timer leaves no trace. */
  readonly slept: readonly number[];
  /** How much work is marked as in flight. */
  readonly inFlight: () => number;
  /** When the earliest timer is due. */
  nextAt(): number | undefined;
  /** Moves time on, firing each timer at its instant and letting its consequences settle before the next one. */
  advance(ms: number): Promise<void>;
}

interface Pending {
  readonly at: number;
  readonly duration: number;
  readonly run: () => void;
}

/** Time that moves only when told to, or (`auto`) jumps to the next timer whenever nothing is in flight. */
export function simulatedClock({ start = 1_767_225_600_000, auto = false } = {}): SimulatedClock {
  let time = start;
  let busyCount = 0;
  let pending: Pending[] = [];
  let jumping = false;
  const slept: number[] = [];

  const next = () => pending.reduce<Pending | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined);

  function fire(timer: Pending): void {
    pending = pending.filter((other) => other !== timer);
    time = Math.max(time, timer.at);
    slept.push(timer.duration);
    timer.run();
  }

  function jumpSoon(): void {
    if (!auto || jumping) return;
    jumping = true;
    void settle().then(() => {
      jumping = false;
      const timer = next();
      if (timer === undefined || busyCount > 0) return;
      fire(timer);
      jumpSoon();
    });
  }

  return {
    slept,
    now: () => time,
    inFlight: () => busyCount,
    nextAt: () => next()?.at,
    schedule(at, run): Timer {
      const timer = { at, duration: at - time, run };
      pending.push(timer);
      jumpSoon();
      return { cancel: () => void (pending = pending.filter((other) => other !== timer)) };
    },
    busy() {
      busyCount += 1;
      let held = true;
      return () => {
        if (held) busyCount -= 1;
        held = false;
        jumpSoon();
      };
    },
    async advance(ms) {
      const until = time + ms;
      await settle();
      for (let timer = next(); timer !== undefined && timer.at <= until; timer = next()) {
        fire(timer);
        await settle();
      }
      time = Math.max(time, until);
    },
  };
}

/** Lets promises and callbacks that are ready run. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
