import type { Clock, Timer } from './engine/clock.ts';

/** `1` is wall time, `N` runs waits N times faster, `'skip'` jumps to the next timer as soon as nothing is in flight. */
export type TimeScale = number | 'skip';

// setTimeout counts in 32 bits (24.8 days) and stands still while a laptop sleeps; waking up once a minute heals both.
const LONGEST_SLEEP_MS = 60_000;

/**
 * The only reader of wall time. Virtual time starts at wall time and then runs at the scale's speed while nothing is busy,
 * at real speed otherwise. Its timers never keep the process alive.
 */
export function systemClock({ timeScale }: { readonly timeScale: TimeScale }): Clock {
  if (timeScale !== 'skip' && !(Number.isFinite(timeScale) && timeScale > 0)) {
    throw new Error(`time scale ${timeScale} is not a number above 0; use a number such as 60, or skip`);
  }
  const timers = new TimerHeap();
  const fastRate = timeScale === 'skip' ? 1 : timeScale;
  let anchor = { real: Date.now(), virtual: Date.now() };
  let busyCount = 0;
  let alarm: NodeJS.Timeout | undefined;
  let skipping = false;

  const rate = () => (busyCount === 0 ? fastRate : 1);
  const now = () => Math.floor(anchor.virtual + (Date.now() - anchor.real) * rate());
  const reanchor = (virtual: number) => (anchor = { real: Date.now(), virtual });

  function changeBusy(by: 1 | -1): void {
    const virtual = now();
    busyCount += by;
    // At scale 1 both rates are equal, and moving the anchor would only collect rounding errors.
    if (fastRate !== 1) reanchor(virtual);
    if (timeScale !== 1) arm();
  }

  function arm(): void {
    clearTimeout(alarm);
    alarm = undefined;
    const next = timers.first();
    if (next === undefined) return;
    if (timeScale === 'skip' && busyCount === 0) skipSoon();
    const delay = Math.ceil((next.at - now()) / rate());
    alarm = setTimeout(fire, Math.min(Math.max(delay, 0), LONGEST_SLEEP_MS)).unref();
  }

  // A finished call goes on through callbacks of sockets and promises before it starts the next one; only when the event
  // loop came round twice without new work is nothing in flight. An unref'd setImmediate would not wake the loop.
  function skipSoon(): void {
    if (skipping) return;
    skipping = true;
    setTimeout(() => setImmediate(skip), 0).unref();
  }

  function skip(): void {
    skipping = false;
    const next = timers.first();
    if (busyCount > 0 || next === undefined) return;
    if (next.at > now()) reanchor(next.at);
    fire();
  }

  function fire(): void {
    try {
      for (let next = timers.first(); next !== undefined && next.at <= now(); next = timers.first()) {
        timers.remove(next);
        next.run();
      }
    } finally {
      arm();
    }
  }

  return {
    now,
    schedule(at, run): Timer {
      const entry = timers.add(at, run);
      if (timers.first() === entry) arm();
      return { cancel: () => timers.remove(entry) };
    },
    busy() {
      changeBusy(1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        changeBusy(-1);
      };
    },
  };
}

interface Entry {
  readonly at: number;
  readonly sequence: number;
  readonly run: () => void;
  /** Place in the heap; -1 once fired or cancelled. */
  index: number;
}

/** A binary heap that forgets a cancelled timer at once: most timeouts are cancelled long before they are due. */
class TimerHeap {
  readonly #entries: Entry[] = [];
  #sequence = 0;

  first(): Entry | undefined {
    return this.#entries[0];
  }

  add(at: number, run: () => void): Entry {
    const entry: Entry = { at, sequence: this.#sequence++, run, index: this.#entries.length };
    this.#entries.push(entry);
    this.#rise(entry);
    return entry;
  }

  remove(entry: Entry): void {
    if (entry.index < 0) return;
    const last = this.#entries.pop();
    if (last !== undefined && last !== entry) {
      this.#place(last, entry.index);
      this.#rise(last);
      this.#sink(last);
    }
    entry.index = -1;
  }

  #rise(entry: Entry): void {
    while (entry.index > 0) {
      const parent = this.#entries[(entry.index - 1) >> 1]!;
      if (!before(entry, parent)) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#entries[2 * entry.index + 1];
      const right = this.#entries[2 * entry.index + 2];
      const least = right !== undefined && left !== undefined && before(right, left) ? right : left;
      if (least === undefined || !before(least, entry)) return;
      this.#swap(entry, least);
    }
  }

  #swap(a: Entry, b: Entry): void {
    const index = a.index;
    this.#place(a, b.index);
    this.#place(b, index);
  }

  #place(entry: Entry, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}

/** Timers of the same instant fire in the order in which they were set. */
function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
