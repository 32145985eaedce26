import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ServerProcess } from '../test/support/server-process.ts';
import { assemblyOf, writeAssembly } from '../test/local/template/assemblies.ts';
import { chain, DISTRIBUTED_MAP, machineArn, MAP, WAIT } from './machines.ts';
import { pause } from './measure.ts';
import { RawClient } from './raw-client.ts';

/** `--memory`, and `--state` with a folder that is gone afterwards. */
export const STORES = ['memory', 'disk'] as const;
export type StoreKind = (typeof STORES)[number];

/** What the server runs, by name; Standard machines all of them. */
const MACHINES = {
  one: chain(1),
  ten: chain(10),
  map: MAP,
  distributed: DISTRIBUTED_MAP,
  wait: WAIT,
  task: { StartAt: 'Call', States: { Call: { Type: 'Task', Resource: lambdaArn('pause'), End: true } } },
} as const;
export type MachineName = keyof typeof MACHINES;

/** Takes 50 ms, in which it waits as a function does that calls a model. */
const CODE = 'exports.handler = async (event) => { await new Promise((done) => setTimeout(done, 50)); return event; };';

/** The server as a user runs it, in a process of its own, and a raw client. */
export class BenchServer {
  readonly raw: RawClient;
  readonly process: ServerProcess;
  readonly #remove: () => void;

  private constructor(process: ServerProcess, connections: number, remove: () => void) {
    this.process = process;
    this.raw = new RawClient(process.url, connections);
    this.#remove = remove;
  }

  static async start(store: StoreKind, connections = 32): Promise<BenchServer> {
    const app = writeApp();
    const state = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
    const process = await ServerProcess.start(app.directory, store === 'disk' ? state : undefined);
    return new BenchServer(process, connections, () => {
      rmSync(state, { recursive: true });
      app.remove();
    });
  }

  async startExecution(machine: MachineName, input: unknown = {}): Promise<string> {
    const request = { stateMachineArn: machineArn(machine), input: JSON.stringify(input) };
    const { executionArn } = await this.raw.call<{ executionArn: string }>('StartExecution', request);
    return executionArn;
  }

  /** As many starts as the client has connections at a time. */
  async startMany(machine: MachineName, count: number, input: unknown = {}): Promise<readonly string[]> {
    return Promise.all(Array.from({ length: count }, () => this.startExecution(machine, input)));
  }

  async status(executionArn: string): Promise<string> {
    return (await this.raw.call<{ status: string }>('DescribeExecution', { executionArn })).status;
  }

  async noneRunning(machine: MachineName): Promise<void> {
    while ((await this.#list(machine, 'RUNNING', 1)).executions.length > 0) await pause(20);
  }

  /** Once none of the machine's executions runs, rejects unless exactly so many have succeeded. */
  async allSucceeded(machine: MachineName, count: number): Promise<void> {
    await this.noneRunning(machine);
    await this.#expect(machine, 'SUCCEEDED', count);
  }

  async allRunning(machine: MachineName, count: number): Promise<void> {
    await this.#expect(machine, 'RUNNING', count);
  }

  async #expect(machine: MachineName, status: string, expected: number): Promise<void> {
    let count = 0;
    let token: string | undefined;
    do {
      const page = await this.#list(machine, status, 1000, token);
      count += page.executions.length;
      token = page.nextToken;
    } while (token !== undefined);
    if (count !== expected) throw new Error(`${count} of ${expected} executions of ${machine} are ${status}`);
  }

  /** Resident memory in MiB, as the system counts it. */
  memory(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.process.pid)], { encoding: 'utf8' })) / 1024;
  }

  async stop(): Promise<void> {
    this.raw.close();
    await this.process.kill();
    this.#remove();
  }

  #list(machine: MachineName, statusFilter: string, maxResults: number, nextToken?: string) {
    const stateMachineArn = machineArn(machine);
    return this.raw.call<{ readonly executions: readonly object[]; readonly nextToken?: string }>('ListExecutions', {
      stateMachineArn,
      statusFilter,
      maxResults,
      nextToken,
    });
  }
}

function lambdaArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

function writeApp(): { readonly directory: string; readonly remove: () => void } {
  const RoleArn = 'arn:aws:iam::000000000000:role/bench';
  const pause = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'pause',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 900,
      Role: RoleArn,
      Code: { S3Bucket: 'assets', S3Key: 'pause.zip' },
    },
  };
  const machines = Object.entries(MACHINES).map(([StateMachineName, definition]) => [
    `Machine${StateMachineName}`,
    {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName, RoleArn, DefinitionString: JSON.stringify(definition) },
    },
  ]);
  const template = { Resources: { Pause: pause, ...Object.fromEntries(machines) } };
  return writeAssembly({
    'asset.pause/index.js': CODE,
    ...assemblyOf({ Bench: { template, assets: { 'pause.zip': 'asset.pause' } } }),
  });
}
