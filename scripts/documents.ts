import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { parseArgs } from 'node:util';

import { startServer } from './chaos/server.ts';
import { clientSettings, runCommand, UsageError } from './command.ts';
import { FAULTS } from './documents/faults.ts';
import { judge } from './documents/oracle.ts';
import { planOf } from './documents/plan.ts';
import { orderOf } from './documents/kinds/invoices.ts';
import { report } from './documents/report.ts';
import { processAll } from './documents/run.ts';
import { localReviews } from './local-reviews.ts';
import { readRecords, writeRecords } from './seed/records.ts';

const USAGE = `Sends documents of every kind through a local cloud whose models fail, decides their reviews, and compares each record
with what it must be.

  npm run documents -- [options]

  --count N      how many documents, all at once (default 1000)
  --no-faults    with models that never fail
  --url URL      a local cloud that runs already (npm start -- --no-samples --memory) instead of one of its own
  --app DIR      a cdk.out to run, instead of synthesizing the app
  --help         this text

Its exit code is 1 when a record is missing or not what it must be; each is one line.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      'no-faults': { type: 'boolean', default: false },
      url: { type: 'string' },
      app: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return 0;
  }
  const count = Number(values.count);
  if (!/^\d{1,5}$/.test(values.count) || count < 1)
    throw new UsageError(`--count takes 1 to 99999, not '${values.count}'`);
  if (values.url !== undefined && values.app !== undefined) throw new UsageError('--url and --app exclude each other');
  const server = values.url === undefined ? await startServer(values.app) : undefined;
  const url = server?.url ?? (values.url ?? '').replace(/\/$/, '');
  const settings = clientSettings({ url });
  const [sfn, dynamodb] = [new SFNClient(settings), new DynamoDBClient(settings)];
  try {
    // Names of its own: a server that goes on may have those of another run.
    const plan = planOf(count, `doc-${Date.now().toString(36)}`);
    await writeRecords(
      dynamodb,
      'signalbox-purchase-orders',
      plan.map((_, index) => ({ ...orderOf(index) })),
    );
    await writeRecords(dynamodb, 'signalbox-deals', readRecords('samples/deals.json', 'id'));
    await setFaults(url, values['no-faults'] ? [] : FAULTS);
    const began = Date.now();
    const seen = await processAll(plan, { sfn, reviews: localReviews(url) }, print);
    const violations = judge(plan, seen);
    print(report(plan, seen, violations, Date.now() - began));
    return violations.length === 0 ? 0 : 1;
  } finally {
    await setFaults(url, []).catch(() => undefined);
    sfn.destroy();
    dynamodb.destroy();
    await server?.stop();
  }
}

async function setFaults(url: string, faults: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/_local/bedrock/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(`the faults were not taken: ${await response.text()}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand('documents', USAGE, main);
