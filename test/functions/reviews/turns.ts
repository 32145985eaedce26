import { settle } from '../../support/simulated-clock.ts';

/** Everything that several functions do outside of themselves, one thing at a time and in an order that a test chooses. */
export class Turns {
  readonly #waiting: { readonly go: () => void }[] = [];
  #inside = 0;

  /** Work that waits for its turn. */
  readonly take = async <T>(work: () => Promise<T>): Promise<T> => {
    await this.#turn();
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
    }
  };

  /** A turn that may be chosen or taken back: a timer. */
  timer(): { readonly due: Promise<void>; readonly cancel: () => void } {
    const entry = { go: () => {} };
    const due = new Promise<void>((resolve) => (entry.go = resolve));
    this.#waiting.push(entry);
    return {
      due,
      cancel: () => {
        const at = this.#waiting.indexOf(entry);
        if (at !== -1) this.#waiting.splice(at, 1);
      },
    };
  }

  /** Runs until all have ended; `pick(n)` chooses among n that wait. */
  async run<T>(actors: readonly Promise<T>[], pick: (waiting: number) => number): Promise<PromiseSettledResult<T>[]> {
    let running = true;
    const ended = Promise.allSettled(actors).finally(() => (running = false));
    for (;;) {
      do await settle(2);
      while (this.#inside > 0);
      if (!running) return ended;
      if (this.#waiting.length === 0) throw new Error('everything waits for something else');
      this.#waiting.splice(pick(this.#waiting.length), 1)[0]?.go();
    }
  }

  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ go: resolve }));
  }
}

/** Runs once for every order in which turns can be taken. The number of runs. */
export async function everyOrder(run: (pick: (waiting: number) => number) => Promise<void>): Promise<number> {
  let path: { choice: number; of: number }[] = [];
  for (let runs = 1; ; runs += 1) {
    const taken: { choice: number; of: number }[] = [];
    await run((of) => {
      const choice = path[taken.length]?.choice ?? 0;
      taken.push({ choice, of });
      return choice;
    });
    while (taken.length > 0 && taken.at(-1)!.choice + 1 >= taken.at(-1)!.of) taken.pop();
    const last = taken.at(-1);
    if (last === undefined) return runs;
    last.choice += 1;
    path = taken;
  }
}
