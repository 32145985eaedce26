import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ServerProcess } from '../support/server-process.ts';
import { graph, invoke, machine } from '../support/definitions.ts';
import { assemblyOf, writeAssembly } from './template/assemblies.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Takes real time, as many milliseconds as it is told. */
const NAP = `exports.handler = async (ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); return ms; };`;
const app = writeAssembly({
  'asset.nap/index.js': NAP,
  ...assemblyOf({
    Nap: {
      template: {
        Resources: {
          Nap: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              FunctionName: 'nap',
              Runtime: 'nodejs24.x',
              Handler: 'index.handler',
              Timeout: 30,
              Role: 'arn:aws:iam::000000000000:role/any',
              Code: { S3Bucket: 'assets', S3Key: 'nap.zip' },
            },
          },
        },
      },
      assets: { 'nap.zip': 'asset.nap' },
    },
  }),
});
const state = mkdtempSync(join(tmpdir(), 'signalbox-time-'));
afterAll(() => {
  app.remove();
  rmSync(state, { recursive: true });
});

const callback = (more: object) =>
  machine({
    Ask: invoke('nap', {
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'nap', Payload: 1 },
      End: true,
      ...more,
    }),
  });
const hourly = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: HOUR, MaxAttempts: 2, BackoffRate: 2 }];

describe.each([['skip'], ['100000']])('npm start -- --time-scale %s', (scale) => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({
      app: app.directory,
      state: join(state, scale),
      options: ['--time-scale', scale],
    });
  });
  afterAll(() => server.kill());

  let machines = 0;
  /** Follows an execution to its end through the API. */
  async function run(definition: object, input: unknown = {}): Promise<DescribeExecutionCommandOutput> {
    const { stateMachineArn } = await server.client.send(
      new CreateStateMachineCommand({
        name: `machine-${++machines}`,
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/any',
      }),
    );
    const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = await server.client.send(start);
    for (;;) {
      const execution = await server.client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
    }
  }
  const seconds = ({ startDate, stopDate }: DescribeExecutionCommandOutput) =>
    ((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1000;

  it.each<readonly [what: string, definition: object, status: string, error: string | undefined, atLeast: number]>([
    ['a wait of a day', machine({ Night: { Type: 'Wait', Seconds: DAY, End: true } }), 'SUCCEEDED', undefined, DAY],
    ['a callback that nobody makes', callback({ TimeoutSeconds: DAY }), 'FAILED', 'States.Timeout', DAY],
    ['a heartbeat that is missed', callback({ HeartbeatSeconds: HOUR }), 'FAILED', 'States.Timeout', HOUR],
    [
      'retries after one hour and two',
      machine({ Call: invoke('none', { Retry: hourly, End: true }) }),
      'FAILED',
      'Lambda.ResourceNotFoundException',
      3 * HOUR,
    ],
    [
      'a machine with a timeout',
      machine({ Long: { Type: 'Wait', Seconds: DAY, End: true } }, { TimeoutSeconds: HOUR }),
      'TIMED_OUT',
      'States.Timeout',
      HOUR,
    ],
  ])('does not really take %s', async (_what, definition, status, error, atLeast) => {
    const execution = await run(definition);
    expect(execution).toMatchObject({ status, ...(error !== undefined && { error }) });
    expect(seconds(execution)).toBeGreaterThanOrEqual(atLeast);
    // The next timer, not any later one.
    if (scale === 'skip') expect(seconds(execution)).toBeLessThan(atLeast + HOUR);
  });

  it('gives work its real time: no timer fires because a function runs', async () => {
    const work = invoke('nap', { TimeoutSeconds: 20, End: true });
    const definition = machine({
      Both: {
        Type: 'Parallel',
        Branches: [graph({ Work: work }), graph({ Night: { Type: 'Wait', Seconds: DAY, End: true } })],
        End: true,
      },
    });
    const execution = await run(definition, 500);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '[500,500]' });
    const { executionArn } = execution;
    const { events = [] } = await server.client.send(new GetExecutionHistoryCommand({ executionArn }));
    const worked = events.findIndex(({ type }) => type === 'TaskSucceeded');
    const waited = events.findIndex(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === 'Night');
    expect(worked).toBeLessThan(waited);
  });

  it('gives a long evaluation its time as well', async () => {
    // More steps than an evaluation may take in one turn.
    const Output = '{% $sum([1..20000].($ * 2)) %}';
    const definition = machine({ Sum: { Type: 'Pass', Output, End: true } }, { TimeoutSeconds: DAY });
    const execution = await run(definition);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '400020000' });
    if (scale === 'skip') expect(seconds(execution)).toBeLessThan(HOUR);
  });
});
