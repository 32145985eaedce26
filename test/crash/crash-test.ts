import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';

import { SqliteStore } from '../../local/store/sqlite-store.ts';
import { asAnswered, disorder, happenings } from './claims.ts';
import { Load, type Known } from './load.ts';
import { MACHINES, writeLoadApp, type MachineName } from './load-app.ts';
import { RunLog } from './run-log.ts';
import { seededRandom } from './seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';
import { STORES, Writes } from './writes.ts';

// K1. No execution whose start was answered is lost: it is there after every crash and ends.
// K2. No step whose end is in the journal (let alone answered) is run again; one in flight may be.
// K3. Every history is without a gap, tells what it would tell without a crash, and begins with what was answered before.
//     That holds for what is redriven as well: once, and only from where it stopped.
// K4. Every output is as without a crash.
// K5. What was answered to a writer of S3, SQS and DynamoDB is there after every crash, and what was deleted is not.

export interface CrashReport {
  readonly crashes: number;
  readonly executions: number;
  readonly events: number;
  /** Steps whose end had been reported when a crash came, which were not run again. */
  readonly completed: number;
  /** Runs beyond the first of steps that were in flight. */
  readonly repeated: number;
  /** Answered writes into S3, SQS and DynamoDB. */
  readonly writes: number;
  /** Each broken claim in a sentence; empty when all hold. */
  readonly wrong: readonly string[];
}

/** At most so many function runs, answers and new events between a start and its crash. */
const MAX_DISTANCE = 400;

/** Kills the real server so many times under load, and checks the claims. The same seed draws the same distances. */
export async function crashTest(
  seed: number,
  points: number,
  tell: (line: string) => void = () => {},
): Promise<CrashReport> {
  const app = writeLoadApp(STORES);
  const state = mkdtempSync(join(tmpdir(), 'signalbox-crash-'));
  const log = new RunLog(app.runs);
  const load = new Load(log);
  const writes = new Writes();
  const random = seededRandom(seed);
  let server = await ServerProcess.start({ app: app.directory, state });
  try {
    // Once in peace: what every later history is compared with.
    for (const machine of Object.keys(MACHINES) as MachineName[]) await load.start(server, machine);
    await load.finish(server);
    const peaceful = new Map(load.known.map(({ machine, events }) => [machine, happenings(events)]));

    for (let point = 1; point <= points; point++) {
      const distance = 1 + Math.floor(random() * MAX_DISTANCE);
      const kill = () => void server.kill();
      await load.until(server, distance, kill, (to, happened) => writes.write(to, happened));
      await server.kill();
      load.readLog();
      const running = rememberCompleted(state, load);
      server = await ServerProcess.start({ app: app.directory, state });
      load.wrong.push(...(await writes.check(server)));
      tell(`crash ${point}: ${distance} happenings after the start, ${running} executions running`);
    }
    await load.finish(server);
    for (const execution of load.known) await checkEnd(server, execution, peaceful, load.wrong);
    load.readLog();
    return report(points, load, log, writes);
  } finally {
    await server.kill();
    rmSync(state, { recursive: true });
    app.remove();
  }
}

/** Reads the journal as the crash has left it, from a copy since opening it changes it. Gives the number of running executions. */
function rememberCompleted(state: string, load: Load): number {
  const copy = mkdtempSync(join(tmpdir(), 'signalbox-crash-'));
  cpSync(state, copy, { recursive: true });
  const store = new SqliteStore(copy);
  const running = store.runningExecutions();
  for (const { arn, name } of running) {
    load.complete(name, store.readEvents(arn, { limit: Infinity }).map(asAnswered));
  }
  store.close();
  rmSync(copy, { recursive: true });
  return running.length;
}

async function checkEnd(
  server: ServerProcess,
  { arn, name, machine, number, events }: Known,
  peaceful: ReadonlyMap<MachineName, string>,
  wrong: string[],
): Promise<void> {
  const { status, output } = await server.client.send(new DescribeExecutionCommand({ executionArn: arn }));
  const expected = String(MACHINES[machine].expected(number));
  if (output !== expected) wrong.push(`${name}: ${status} with ${output} instead of ${expected}`);
  const gap = disorder(events);
  if (gap !== undefined) wrong.push(`${name}: ${gap}`);
  if (happenings(events) !== peaceful.get(machine)) wrong.push(`${name}: other events than without a crash`);
}

function report(crashes: number, load: Load, log: RunLog, writes: Writes): CrashReport {
  const wrong = [...load.wrong];
  let repeated = 0;
  for (const [step, runs] of log.counts()) {
    const allowed = load.completed.get(step);
    if (allowed === undefined) wrong.push(`${step}: run, but its end is in no history`);
    else if (runs > allowed) wrong.push(`${step}: run again after its end was journaled`);
    repeated += runs - 1;
  }
  const events = load.known.reduce((sum, execution) => sum + execution.events.length, 0);
  const { length: executions } = load.known;
  const completed = load.completed.size;
  return { crashes, executions, events, completed, repeated, writes: writes.answered, wrong };
}
