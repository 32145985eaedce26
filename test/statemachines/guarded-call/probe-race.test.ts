import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { ModelDriver } from '../../../local/models/driver.ts';
import { createDriver } from '../../../samples/offline-driver.ts';
import { MODEL_ROUTER, RunningApp } from '../../support/running-app.ts';

/** Real bundles, the real SDK, and the Bedrock stand-in. */
const HAIKU = 'us.anthropic.claude-haiku-5-5';
const TABLE = { TableName: 'signalbox-breakers', Key: { breaker: { S: `us-east-1/${HAIKU}` } } };

let app: RunningApp;
let dynamodb: DynamoDBClient;
/** While it is set, calls of the model wait for it. */
let held: Promise<void> | undefined;
let reached = 0;

beforeAll(async () => {
  const offline = createDriver();
  const driver: ModelDriver = {
    name: 'held',
    answer: async (request) => {
      if (request.modelId === HAIKU) {
        reached += 1;
        await held;
      }
      return offline.answer(request);
    },
  };
  app = await RunningApp.start({ driver });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  dynamodb = new DynamoDBClient({ endpoint: app.cloud.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  dynamodb.destroy();
  await app.stop();
});

const circuit = async () =>
  (await dynamodb.send(new GetItemCommand({ ...TABLE, ConsistentRead: true }))).Item?.circuit?.S;
const start = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const input = JSON.stringify({ prompt: 'p', tier: 'haiku' });
      const started = await app.client.send(new StartExecutionCommand({ stateMachineArn: MODEL_ROUTER, input }));
      return started.executionArn ?? '';
    }),
  );
const ended = async (arn: string) => {
  const { status, parsed } = await app.described(arn);
  expect(status).toBe('SUCCEEDED');
  return (parsed as { readonly model: { readonly modelId: string } }).model.modelId;
};

it('lets one of fifty executions probe that race at the moment the breaker may half-open', async () => {
  await app.faults([{ model: HAIKU, error: 'ModelErrorException', rate: 1 }]);
  while ((await circuit()) !== 'OPEN') await Promise.all((await start(5)).map(ended));
  await app.faults([]);
  await dynamodb.send(
    new UpdateItemCommand({
      ...TABLE,
      UpdateExpression: 'SET openUntil = :past',
      ExpressionAttributeValues: { ':past': { N: String(Date.now() - 1) } },
    }),
  );
  for (const after of ['HALF_OPEN', 'HALF_OPEN', 'CLOSED']) {
    const before = reached;
    let release = () => {};
    held = new Promise((resolve) => (release = resolve));
    // Forty-nine end while the probe is out.
    const race = (await start(50)).map(ended);
    const others: string[] = [];
    await new Promise<void>((done) => {
      for (const one of race) void one.then((modelId) => others.push(modelId) === 49 && done());
    });
    expect(reached).toBe(before + 1);
    expect(others).not.toContain(HAIKU);
    release();
    held = undefined;
    expect((await Promise.all(race)).filter((modelId) => modelId === HAIKU)).toHaveLength(1);
    expect(await circuit()).toBe(after);
  }
});
