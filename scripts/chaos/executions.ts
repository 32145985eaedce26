import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { callsIn } from './history.ts';
import type { ExecutionSeen, RouterOutput } from './recording.ts';
import { inputOf } from './requests.ts';
import type { ChaosRequest } from './requests.ts';

interface Started {
  readonly name: string;
  readonly arn: string;
  readonly request: ChaosRequest;
  readonly phase: number;
}

// One list tells of all that run: a look at each of fifty, as often, would be most of the load.
const LOOK_MS = 200;

/** Starts executions, at most so many at a time, and reads each when it has ended. Their names begin with that of the run. */
export function createExecutions(sfn: SFNClient, stateMachineArn: string, run: string, concurrency: number) {
  const running = new Map<string, Started>();
  const ended: ExecutionSeen[] = [];
  const inFlight: { readonly at: number; readonly count: number }[] = [];
  let count = 0;
  let stopped = false;

  async function namesOf(statusFilter?: 'RUNNING'): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for await (const { executions = [] } of paginateListExecutions(
      { client: sfn, pageSize: 1000 },
      { stateMachineArn, statusFilter },
    )) {
      for (const { name = '' } of executions) names.add(name);
    }
    return names;
  }

  async function look(): Promise<void> {
    // Those that start from here on may be missing in the list because it is older than they are.
    const before = [...running.values()];
    inFlight.push({ at: Date.now(), count: before.length });
    const alive = await namesOf('RUNNING');
    const over = before.filter(({ name }) => !alive.has(name));
    for (const { name } of over) running.delete(name);
    for (const started of over) ended.push(await readExecution(sfn, started));
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      await look();
      await sleep(LOOK_MS);
    }
  }

  const watching = watch();
  watching.catch(() => undefined);

  return {
    ended,
    inFlight,
    running: (): number => running.size,

    /** Waits for a free place, then starts one. */
    async start(request: ChaosRequest, phase: number): Promise<void> {
      while (running.size >= concurrency) await Promise.race([sleep(LOOK_MS / 4), watching]);
      const name = `${run}-${count++}`;
      const { executionArn: arn = '' } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, name, input: inputOf(request) }),
      );
      running.set(name, { name, arn, request, phase });
    },

    /** Waits until all have ended, at most so long. */
    async settle(patienceMs: number): Promise<{ readonly stuck: readonly string[]; readonly lost: readonly string[] }> {
      const deadline = Date.now() + patienceMs;
      while (running.size > 0 && Date.now() < deadline) await Promise.race([sleep(LOOK_MS), watching]);
      stopped = true;
      await watching;
      const known = await namesOf();
      const names = Array.from({ length: count }, (_, index) => `${run}-${index}`);
      return { stuck: [...running.keys()], lost: names.filter((name) => !known.has(name)) };
    },
  };
}

async function readExecution(sfn: SFNClient, { name, arn, request, phase }: Started): Promise<ExecutionSeen> {
  const {
    status = 'UNKNOWN',
    error,
    cause,
    output,
    startDate,
    stopDate,
  } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, { executionArn: arn })) {
    events.push(...(page.events ?? []));
  }
  const { failed, runs } = callsIn(events);
  const answered = output === undefined ? undefined : (JSON.parse(output) as RouterOutput);
  return {
    name,
    request,
    phase,
    from: startDate?.getTime() ?? 0,
    by: stopDate?.getTime() ?? 0,
    status,
    error,
    cause,
    output: answered,
    attempts: answered?.attempts ?? failed,
    runs,
  };
}
