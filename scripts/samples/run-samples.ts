import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { executionLines } from '../execution-lines.ts';
import { findStateMachine, followExecution } from '../follow-execution.ts';
import { fillLibrary } from '../seed/library.ts';
import { readRecords, writeRecords } from '../seed/records.ts';
import { table, usd } from '../table.ts';
import { localReviews } from '../local-reviews.ts';
import type { LocalReviews } from '../local-reviews.ts';

interface Sample {
  readonly workflow: string;
  readonly title: string;
  /** Relative to the samples folder. */
  readonly input: string;
}

interface SampleResult {
  readonly sample: Sample;
  readonly execution: DescribeExecutionCommandOutput;
  /** Where a person decides, for an execution that waits for one. */
  readonly waitsAt?: string;
}

export interface SampleOptions {
  readonly endpoint: string;
  readonly folder: string;
  /** Whether a sample reviewer decides where a person would. */
  readonly decide: boolean;
  readonly print: (line: string) => void;
}

/** What the table shows of a workflow's output; every member may be missing. */
interface ShownOutput {
  readonly route?: { readonly strategy?: string; readonly tier?: string; readonly complexity?: string };
  readonly model?: { readonly tier?: string; readonly modelId?: string };
  readonly type?: string;
  readonly status?: string;
  readonly stopReason?: string;
  readonly iterations?: number;
  readonly review?: { readonly approved?: boolean } | null;
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  readonly costUsd?: number;
}

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/**
 * Runs every sample to its end, or until it waits for a person, showing each step as it happens, then a table. Resolves with
 * whether none failed.
 */
export async function runSamples(options: SampleOptions): Promise<boolean> {
  const { endpoint, folder, print } = options;
  const client = new SFNClient({ ...LOCAL, endpoint });
  const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8')) as readonly Sample[];
  const results: SampleResult[] = [];
  try {
    await seedTables(endpoint, folder);
    await fillLibrary({ ...LOCAL, endpoint }, undefined, join(folder, 'library'));
    for (const sample of samples) results.push(await runSample(client, sample, options));
  } finally {
    client.destroy();
  }
  print(
    table(['workflow', 'sample', 'what became of it', 'model', 'status', 'time', 'tokens', 'cost'], results.map(row)),
  );
  const waiting = results.filter(({ waitsAt }) => waitsAt !== undefined);
  if (waiting.length > 0) {
    print(`\n  Waiting for you, for at most a day (sign in with any name, and the group that it asks for):`);
    for (const { sample, waitsAt } of waiting) print(`    ${sample.title}: ${waitsAt}`);
  }
  return results.every(({ execution, waitsAt }) => execution.status === 'SUCCEEDED' || waitsAt !== undefined);
}

/** What the sample documents are compared with. */
async function seedTables(endpoint: string, folder: string): Promise<void> {
  const dynamodb = new DynamoDBClient({ ...LOCAL, endpoint });
  try {
    const orders = readRecords(join(folder, 'purchase-orders.json'), 'number');
    await writeRecords(dynamodb, 'signalbox-purchase-orders', orders);
    await writeRecords(dynamodb, 'signalbox-deals', readRecords(join(folder, 'deals.json'), 'id'));
  } finally {
    dynamodb.destroy();
  }
}

async function runSample(client: SFNClient, sample: Sample, options: SampleOptions): Promise<SampleResult> {
  const { print, decide } = options;
  const input = await readFile(join(options.folder, sample.input), 'utf8');
  const stateMachineArn = await findStateMachine(client, sample.workflow);
  print(`  ${sample.workflow} ← ${sample.title}`);
  const { executionArn = '', startDate } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  const reviewed = { reviews: localReviews(options.endpoint), documentId: documentIdIn(input), decide, print };
  let waitsAt: string | undefined;
  const lineOf = executionLines(sample.workflow);
  const execution = await followExecution(client, executionArn, {
    onEvent: (event) => {
      const line = lineOf(event);
      const elapsed = (event.timestamp?.getTime() ?? 0) - (startDate?.getTime() ?? 0);
      if (line !== undefined) print(`    ${`${elapsed} ms`.padStart(8)}  ${line}`);
    },
    onWaiting: async () => (waitsAt = await askReviewer(reviewed)) === undefined,
  });
  const ended = execution.status === 'RUNNING' ? 'waits for a person' : `${execution.status} ${execution.error ?? ''}`;
  print(`    ${`${duration(execution)} ms`.padStart(8)}  ${ended.trim()}\n`);
  return { sample, execution, waitsAt };
}

interface Reviewing {
  readonly reviews: LocalReviews;
  readonly documentId: string;
  readonly decide: boolean;
  readonly print: (line: string) => void;
}

/** The address of the review when a person has to decide; undefined when the sample reviewer has. */
async function askReviewer({ reviews, documentId, decide, print }: Reviewing): Promise<string | undefined> {
  const review = await reviews.openFor(documentId);
  // Between two rounds, or decided by somebody else.
  if (review === undefined) return undefined;
  if (!decide) return `${await reviews.linkTo(review)}  (${review.group})`;
  print(`              ${await reviews.decide(review)}`);
  return undefined;
}

function documentIdIn(input: string): string {
  return (JSON.parse(input) as { readonly documentId?: string }).documentId ?? '';
}

function row({ sample, execution, waitsAt }: SampleResult): readonly string[] {
  const output = JSON.parse(execution.output ?? '{}') as ShownOutput;
  const status = [execution.status ?? '–', execution.error ?? output.status].filter(Boolean).join(' ');
  return [
    sample.workflow,
    sample.title,
    outcome(output),
    output.model?.modelId ?? '–',
    waitsAt === undefined ? status : 'waits for a review',
    `${duration(execution)} ms`,
    tokens(output),
    output.costUsd === undefined ? '–' : usd(output.costUsd),
  ];
}

/** Which way it took: a route, why a loop stopped, what a reviewer said, the type of a document. */
function outcome({ route, stopReason, iterations = 0, review, type }: ShownOutput): string {
  if (route) return [route.strategy, route.complexity, `→ ${route.tier}`].filter(Boolean).join(' ');
  if (stopReason !== undefined) return `${stopReason} after ${iterations} ${iterations === 1 ? 'pass' : 'passes'}`;
  if (type === undefined && review !== undefined) return review?.approved ? 'approved' : 'with open issues';
  return type ?? '–';
}

function tokens({ usage }: ShownOutput): string {
  return usage === undefined ? '–' : ((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)).toLocaleString('en-US');
}

function duration({ startDate, stopDate }: DescribeExecutionCommandOutput): number {
  return (stopDate?.getTime() ?? Date.now()) - (startDate?.getTime() ?? 0);
}
