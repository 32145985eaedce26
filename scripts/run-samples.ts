import { SFNClient, StartExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventLine, findStateMachine, followExecution } from './follow-execution.ts';
import { table, usd } from './table.ts';

interface Sample {
  readonly workflow: string;
  readonly title: string;
  /** Relative to the samples folder. */
  readonly input: string;
}

interface SampleResult {
  readonly sample: Sample;
  readonly execution: DescribeExecutionCommandOutput;
}

/** What the table shows of a workflow's output; every member may be missing. */
interface ShownOutput {
  readonly route?: { readonly strategy?: string; readonly tier?: string; readonly complexity?: string };
  readonly model?: { readonly tier?: string; readonly modelId?: string };
  readonly costUsd?: number;
}

/** Runs every sample to its end, showing each step as it happens, then a table. Resolves with whether all succeeded. */
export async function runSamples(endpoint: string, folder: string, print: (line: string) => void): Promise<boolean> {
  const client = new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')) as readonly Sample[];
  const results: SampleResult[] = [];
  try {
    for (const sample of samples) results.push(await runSample(client, folder, sample, print));
  } finally {
    client.destroy();
  }
  print(table(['workflow', 'sample', 'route', 'model', 'status', 'time', 'cost'], results.map(row)));
  return results.every(({ execution }) => execution.status === 'SUCCEEDED');
}

async function runSample(
  client: SFNClient,
  folder: string,
  sample: Sample,
  print: (line: string) => void,
): Promise<SampleResult> {
  const input = await readFile(join(folder, sample.input), 'utf8');
  const stateMachineArn = await findStateMachine(client, sample.workflow);
  print(`  ${sample.workflow} ← ${sample.title}`);
  const { executionArn = '', startDate } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  const execution = await followExecution(client, executionArn, {
    onEvent: (event) => {
      const line = eventLine(event);
      const elapsed = (event.timestamp?.getTime() ?? 0) - (startDate?.getTime() ?? 0);
      if (line !== undefined) print(`    ${`${elapsed} ms`.padStart(8)}  ${line}`);
    },
  });
  print(
    `    ${`${duration(execution)} ms`.padStart(8)}  ${execution.status}${execution.error ? ` ${execution.error}` : ''}\n`,
  );
  return { sample, execution };
}

function row({ sample, execution }: SampleResult): readonly string[] {
  const output = JSON.parse(execution.output ?? '{}') as ShownOutput;
  const route = output.route;
  return [
    sample.workflow,
    sample.title,
    route ? [route.strategy, route.complexity, `→ ${route.tier}`].filter(Boolean).join(' ') : '–',
    output.model?.modelId ?? '–',
    execution.error ? `${execution.status} ${execution.error}` : (execution.status ?? '–'),
    `${duration(execution)} ms`,
    output.costUsd === undefined ? '–' : usd(output.costUsd),
  ];
}

function duration({ startDate, stopDate }: DescribeExecutionCommandOutput): number {
  return (stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0);
}
