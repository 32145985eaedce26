import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

import type { LocalCloud } from '../local/local-cloud.ts';
import { createDriver } from '../samples/offline-driver.ts';
import { invoices, orderOf } from '../scripts/documents/kinds/invoices.ts';
import { startRobot } from '../scripts/documents/robot.ts';
import { localReviews } from '../scripts/local-reviews.ts';
import { writeRecords } from '../scripts/seed/records.ts';
import { startInstantCloud } from './instant-cloud.ts';
import { median, type Figure } from './measure.ts';

const DOCUMENT_PROCESSING = 'arn:aws:states:us-east-1:000000000000:stateMachine:document-processing';
const CONCURRENCY = 20;
const DOCUMENTS = 100;
const RUNS = 5;
// A short answer of a real model; an invoice asks twice, one answer after the other.
const MODEL_MS = 2_000;
const CALLS = 2;
const IDEAL = (CONCURRENCY * 60_000) / (CALLS * MODEL_MS);

/** Invoices a minute, each from StartExecution over its review to its end, beside what the models alone would allow. */
export async function documentFigures(): Promise<readonly Figure[]> {
  const { cloud, aws } = await startInstantCloud(createDriver());
  const [sfn, dynamodb] = [new SFNClient(aws), new DynamoDBClient(aws)];
  try {
    const total = DOCUMENTS * (RUNS + 1);
    await writeRecords(
      dynamodb,
      'signalbox-purchase-orders',
      Array.from({ length: total }, (_, index) => ({ ...orderOf(index) })),
    );
    cloud.faults.replace([{ model: '*', error: 'slow', rate: 1, latencyMs: MODEL_MS }]);
    const rates: number[] = [];
    for (let run = 0; run <= RUNS; run++) rates.push(await documentsAMinute(cloud, sfn, run));
    // The first run has the cold starts.
    const rate = median(rates.slice(1));
    return [
      {
        what: `documents a minute, ${CONCURRENCY} at a time, models that take ${MODEL_MS / 1000} s, a robot at the reviews`,
        measured: `${rate.toFixed(0)} (${((100 * rate) / IDEAL).toFixed(0)} % of the ${IDEAL} that the models alone allow)`,
        goal: 'near 100 %',
      },
    ];
  } finally {
    sfn.destroy();
    dynamodb.destroy();
    await cloud.close();
  }
}

async function documentsAMinute(cloud: LocalCloud, sfn: SFNClient, run: number): Promise<number> {
  const [agreeing] = invoices;
  const plan = Array.from({ length: DOCUMENTS }, (_, index) => {
    const number = run * DOCUMENTS + index;
    return agreeing?.make(number, `bench-${number}`);
  }).filter((planned) => planned !== undefined);
  const robot = startRobot(localReviews(cloud.url), new Set(plan.map(({ documentId }) => documentId)));
  const waiting = [...plan];
  const start = performance.now();
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { documentId, text } = next;
      const input = JSON.stringify({ documentId, text });
      const request = new StartExecutionCommand({ stateMachineArn: DOCUMENT_PROCESSING, input });
      const { status, output } = await cloud.executions.finished((await sfn.send(request)).executionArn ?? '');
      if (status !== 'SUCCEEDED' || !output?.includes('"status":"complete"'))
        throw new Error(`${documentId}: ${status} ${output}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const minutes = (performance.now() - start) / 60_000;
  await robot.stop();
  return DOCUMENTS / minutes;
}
