import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { buildSync } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { join } from 'node:path';

import type { LocalCloud } from '../local/local-cloud.ts';
import { MODEL_ROUTER, startInstantCloud } from './instant-cloud.ts';
import { median, type Figure } from './measure.ts';

const [WARM_UP, RUNS] = [40, 200];
const ROLE = 'arn:aws:iam::000000000000:role/bench';

/**
 * US dollars, us-east-1. https://aws.amazon.com/step-functions/pricing/ https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
const TRANSITION_USD = 0.025 / 1000;
const READ_USD = 0.125 / 1e6;
const WRITE_USD = 0.625 / 1e6;

interface Run {
  readonly ms: number;
  readonly transitions: number;
  readonly reads: number;
}

/** What the guard costs on the healthy path, beside a state that only calls a function that only calls the model. */
export async function guardFigures(): Promise<readonly Figure[]> {
  const { cloud, aws } = await startInstantCloud();
  const [sfn, lambda, dynamodb] = [new SFNClient(aws), new LambdaClient(aws), new DynamoDBClient(aws)];
  try {
    await createBareFunction(lambda);
    const { guarded, bare } = await createMachines(sfn);
    const runs: Record<'guarded' | 'bare', Run[]> = { guarded: [], bare: [] };
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      // In turns, so that a noisy moment meets both.
      const pair = { bare: await runOnce(cloud, sfn, bare), guarded: await runOnce(cloud, sfn, guarded) };
      if (run < WARM_UP) continue;
      runs.bare.push(pair.bare);
      runs.guarded.push(pair.guarded);
    }
    const writes = (await writesOf(dynamodb)) / (WARM_UP + RUNS);
    return figures(runs, writes);
  } finally {
    for (const client of [sfn, lambda, dynamodb]) client.destroy();
    await cloud.close();
  }
}

function figures(runs: Readonly<Record<'guarded' | 'bare', readonly Run[]>>, writes: number): readonly Figure[] {
  const both = (pick: (run: Run) => number) => ({
    bare: median(runs.bare.map(pick)),
    guarded: median(runs.guarded.map(pick)),
  });
  const [ms, transitions, reads] = [
    both(({ ms }) => ms),
    both(({ transitions }) => transitions),
    both(({ reads }) => reads),
  ];
  const added = {
    transitions: transitions.guarded - transitions.bare,
    reads: reads.guarded - reads.bare,
    ms: ms.guarded - ms.bare,
  };
  const usd = 1000 * (added.transitions * TRANSITION_USD + added.reads * READ_USD + writes * WRITE_USD);
  const compare = ({ bare, guarded }: { bare: number; guarded: number }, digits = 0) =>
    `${guarded.toFixed(digits)} (bare ${bare.toFixed(digits)})`;
  return [
    { what: 'guarded model call, healthy: states entered', measured: compare(transitions), goal: 'at most 2 more' },
    { what: 'guarded model call, healthy: DynamoDB reads', measured: compare(reads), goal: '1 more' },
    {
      what: 'guarded model call, healthy: writes, two in parallel after the answer',
      measured: `${writes.toFixed(2)} (bare 0)`,
      goal: 'the count and the answer',
    },
    {
      what: 'guarded model call, healthy: milliseconds here, beside an instant model',
      measured: `${compare(ms, 1)}, so ${added.ms.toFixed(1)} more`,
      goal: 'printed',
    },
    {
      what: 'guarded model call, healthy: dollars more for 1,000 calls on AWS, answers up to 1 KB (each KB more is a write unit)',
      measured: `$${usd.toFixed(4)}: $${(1000 * added.transitions * TRANSITION_USD).toFixed(4)} transitions, $${(1000 * added.reads * READ_USD).toFixed(4)} reads, $${(1000 * writes * WRITE_USD).toFixed(4)} writes`,
      goal: 'printed',
    },
  ];
}

async function createBareFunction(lambda: LambdaClient): Promise<void> {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'bare-call.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    mainFields: ['module', 'main'],
    write: false,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'bare-call',
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Environment: { Variables: { MODEL_TIMEOUT_SECONDS: '60' } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(outputFiles[0]?.text ?? '') }) },
    }),
  );
}

type States = Record<string, Record<string, unknown>>;

/** Both begin with the same Pass and end with the same Succeed; the guarded one has the router's own states between. */
async function createMachines(sfn: SFNClient): Promise<{ guarded: string; bare: string }> {
  const { definition: router = '' } = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: MODEL_ROUTER }),
  );
  const { States: states } = JSON.parse(router) as { States: States };
  const validated = states['Validate request']?.Assign as Record<string, unknown>;
  const call = states['Call model'] ?? {};
  const assign = {
    ...validated,
    request: { prompt: 'What is the capital of Australia?', maxTokens: 100, answerKey: '' },
    route: { strategy: 'override', tier: 'haiku', reason: 'bench' },
  };
  const begin = (Next: string) => ({ Type: 'Pass', Assign: assign, Next });
  const end = { Type: 'Succeed' };
  const create = async (name: string, StartAt: string, own: States) => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Begin',
      States: { Begin: begin(StartAt), ...own },
    });
    return (await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE }))).stateMachineArn ?? '';
  };
  return {
    guarded: await create('guarded', 'Check breaker', {
      ...reachable(states, 'Check breaker'),
      'Budget to settle?': end,
    }),
    bare: await create('bare', 'Call', {
      Call: {
        Type: 'Task',
        Resource: call.Resource,
        Arguments: {
          FunctionName: 'bare-call',
          Payload: { request: '{% $request %}', modelId: '{% $lookup($chains, "haiku")[0].modelId %}', maxTokens: 100 },
        },
        Next: 'End',
      },
      End: end,
    }),
  };
}

function reachable(states: States, from: string): States {
  const found: States = {};
  const visit = (name: string) => {
    const state = states[name];
    if (state === undefined || name in found || name === 'Budget to settle?') return;
    found[name] = state;
    for (const [, next] of JSON.stringify(state).matchAll(/"(?:Next|Default)":"([^"]+)"/g)) visit(next ?? '');
  };
  visit(from);
  return found;
}

async function runOnce({ executions }: LocalCloud, sfn: SFNClient, stateMachineArn: string): Promise<Run> {
  const start = performance.now();
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  const { status } = await executions.finished(executionArn);
  const ms = performance.now() - start;
  if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}`);
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return {
    ms,
    transitions: events.filter(({ type }) => type?.endsWith('StateEntered')).length,
    reads: events.filter(({ taskScheduledEventDetails: task }) => task?.resourceType === 'dynamodb').length,
  };
}

/** Attempts that were counted, and answers that were kept. */
async function writesOf(dynamodb: DynamoDBClient): Promise<number> {
  const all = async (TableName: string) => (await dynamodb.send(new ScanCommand({ TableName }))).Items ?? [];
  const samples = (await all('signalbox-breakers')).reduce((sum, { samples }) => sum + Number(samples?.N ?? 0), 0);
  return samples + (await all('signalbox-answers')).length;
}
