import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';

import { BenchServer, STORES, type StoreKind } from './bench-server.ts';
import { machineArn } from './machines.ts';
import { latencies, perSecond, type Figure } from './measure.ts';

const WARM_UPS = 100;
const RUNS = 300;
const CONNECTIONS = 32;
const EXECUTIONS = 5000;

/** A one-Pass machine over HTTP, with the server in a process of its own. */
export async function httpFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const store of STORES) figures.push(...(await figuresOf(store)));
  return figures;
}

async function figuresOf(store: StoreKind): Promise<readonly Figure[]> {
  const server = await BenchServer.start(store, CONNECTIONS);
  try {
    const bySdk = latencies(await startToTerminal(() => sdkRun(server)));
    const raw = latencies(await startToTerminal(() => rawRun(server)));
    const done = 2 * (WARM_UPS + RUNS);
    // Warm: the first thousand are not timed.
    await server.startMany('one', 1000);
    await server.allSucceeded('one', done + 1000);
    const start = performance.now();
    await server.startMany('one', EXECUTIONS);
    await server.noneRunning('one');
    const seconds = (performance.now() - start) / 1000;
    await server.allSucceeded('one', done + 1000 + EXECUTIONS);
    return [
      { what: `one Pass, start to terminal, ${store}, SDK`, measured: bySdk, goal: 'p50 < 5 ms' },
      { what: `the same, raw HTTP`, measured: raw, goal: 'p50 < 5 ms' },
      {
        what: `the same, ${EXECUTIONS.toLocaleString('en')} from ${CONNECTIONS} connections until all have succeeded`,
        measured: perSecond(EXECUTIONS / seconds, ' executions'),
        goal: '≥ 500 executions/s',
      },
    ];
  } finally {
    await server.stop();
  }
}

async function startToTerminal(run: () => Promise<string | undefined>): Promise<readonly number[]> {
  const durations: number[] = [];
  for (let index = -WARM_UPS; index < RUNS; index++) {
    const start = performance.now();
    const status = await run();
    if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}`);
    if (index >= 0) durations.push(performance.now() - start);
  }
  return durations;
}

/** Both poll without a pause. */
async function sdkRun({ process: { client } }: BenchServer): Promise<string | undefined> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machineArn('one'), input: '{}' }),
  );
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
  }
}

async function rawRun(server: BenchServer): Promise<string> {
  const executionArn = await server.startExecution('one');
  for (;;) {
    const status = await server.status(executionArn);
    if (status !== 'RUNNING') return status;
  }
}
