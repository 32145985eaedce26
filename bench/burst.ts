import { BenchServer, STORES, type MachineName, type StoreKind } from './bench-server.ts';
import { median, pause, type Figure } from './measure.ts';
import { RawClient } from './raw-client.ts';

const CONNECTIONS = 200;
const GOAL = 'none refused, all end';

interface Burst {
  readonly what: string;
  readonly machine: MachineName;
  readonly count: number;
  readonly input?: unknown;
  /** Executions that go on for a day are only started. */
  readonly ends: boolean;
  readonly stores: readonly StoreKind[];
}

const BURSTS: readonly Burst[] = [
  { what: '5,000 of 10 Pass states', machine: 'ten', count: 5000, ends: true, stores: STORES },
  { what: '5,000 of a function that takes 50 ms', machine: 'task', count: 5000, ends: true, stores: STORES },
  { what: '2,000 that wait for a day', machine: 'wait', count: 2000, ends: false, stores: STORES },
  {
    what: '2,000 of the function with 200 KB each',
    machine: 'task',
    count: 2000,
    input: 'x'.repeat(200_000),
    ends: true,
    // In memory all that was ever sent is kept, by design.
    stores: ['disk'],
  },
];

/** Thousands of executions started at once: whether the server stays well meanwhile, and whether all of them end. */
export async function burstFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const burst of BURSTS) for (const store of burst.stores) figures.push(await figureOf(burst, store));
  return figures;
}

async function figureOf({ what, machine, count, input, ends }: Burst, store: StoreKind): Promise<Figure> {
  const server = await BenchServer.start(store, CONNECTIONS);
  const watch = new Watch(server);
  try {
    const start = performance.now();
    const since = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    // Rejects if only one is refused.
    await server.startMany(machine, count, input);
    const answered = `answered in ${since()}`;
    if (ends) await server.noneRunning(machine);
    const ended = ends ? `, ended in ${since()}` : '';
    const { health, slowest, peak } = await watch.stop();
    await (ends ? server.allSucceeded(machine, count) : server.allRunning(machine, count));
    return {
      what: `${what} from ${CONNECTIONS} connections, ${store}`,
      measured: `${answered}${ended}; health p50 ${health} ms, slowest ${slowest} ms; at most ${peak} MiB`,
      goal: GOAL,
    };
  } finally {
    await watch.stop();
    await server.stop();
  }
}

/** Asks for the server's health all the time, which shows how long its event loop is held up, and looks at its memory. */
class Watch {
  readonly #durations: number[] = [];
  #peak = 0;
  #stopped = false;
  readonly #done: Promise<unknown>;

  constructor(server: BenchServer) {
    const client = new RawClient(server.process.url, 1);
    const health = async (): Promise<void> => {
      while (!this.#stopped) {
        const start = performance.now();
        await client.health();
        this.#durations.push(performance.now() - start);
        await pause(5);
      }
      client.close();
    };
    const memory = async (): Promise<void> => {
      while (!this.#stopped) {
        this.#peak = Math.max(this.#peak, server.memory());
        await pause(250);
      }
    };
    this.#done = Promise.all([health(), memory()]);
  }

  async stop(): Promise<{ readonly health: string; readonly slowest: string; readonly peak: string }> {
    this.#stopped = true;
    await this.#done;
    const slowest = this.#durations.reduce((most, duration) => Math.max(most, duration), 0);
    return {
      health: median(this.#durations).toFixed(1),
      slowest: slowest.toFixed(0),
      peak: this.#peak.toFixed(0),
    };
  }
}
