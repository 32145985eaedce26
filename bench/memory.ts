import { BenchServer, STORES, type MachineName, type StoreKind } from './bench-server.ts';
import { pause, type Figure } from './measure.ts';

const EXECUTIONS = 10_000;
/** A history has room for 25,000 events, and an iteration of one Pass writes four. */
const ITEMS = 6000;
const CHILDREN = 10_000;
const GOAL = '< 300 MiB';

/** Resident memory of the server process with finished executions kept, after a quiet moment. */
export async function memoryFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const store of STORES) {
    figures.push(...(await growth(store)));
    figures.push(await afterMap(store, 'map', `inline Map of ${ITEMS.toLocaleString('en')} items`, ITEMS));
    figures.push(
      await afterMap(store, 'distributed', `distributed Map of ${CHILDREN.toLocaleString('en')} children`, CHILDREN),
    );
  }
  return figures;
}

async function growth(store: StoreKind): Promise<readonly Figure[]> {
  const server = await BenchServer.start(store);
  try {
    const idle = server.memory();
    const after: number[] = [];
    for (const total of [EXECUTIONS, 2 * EXECUTIONS, 3 * EXECUTIONS]) {
      await server.startMany('ten', EXECUTIONS);
      await server.allSucceeded('ten', total);
      after.push(await quietMemory(server));
    }
    const [once = 0, twice = 0, thrice = 0] = after;
    const slope = (((thrice - once) / 2) * 1024) / EXECUTIONS;
    return [
      {
        what: `10,000 finished executions of 10 states, ${store}`,
        measured: `${mebibytes(once)} (idle ${mebibytes(idle)})`,
        goal: GOAL,
      },
      {
        what: `20,000 and 30,000, ${store}`,
        measured: `${mebibytes(twice)}, ${mebibytes(thrice)}: ${slope.toFixed(1)} KiB more for each`,
        goal: store === 'disk' ? 'no growth' : '',
      },
    ];
  } finally {
    await server.stop();
  }
}

/** Three times in a row, so that what one leaves behind would show. */
async function afterMap(store: StoreKind, machine: MachineName, what: string, length: number): Promise<Figure> {
  const server = await BenchServer.start(store);
  const items = Array.from({ length }, (_, index) => index);
  try {
    const after: number[] = [];
    for (const total of [1, 2, 3]) {
      await server.startExecution(machine, items);
      await server.allSucceeded(machine, total);
      after.push(await quietMemory(server));
    }
    return { what: `${what}, once, twice, three times, ${store}`, measured: after.map(mebibytes).join(', '), goal: '' };
  } finally {
    await server.stop();
  }
}

async function quietMemory(server: BenchServer): Promise<number> {
  await pause(2000);
  return server.memory();
}

const mebibytes = (value: number) => `${value.toFixed(0)} MiB`;
