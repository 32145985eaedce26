import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { MODEL_ROUTER, RunningApp } from '../../support/running-app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await RunningApp.start();
});
afterAll(() => app.stop());
beforeEach(() => app.afresh());

const calls = async (promptId: string) => {
  const all = (await (await fetch(`${app.cloud.url}/_local/bedrock/calls`)).json()) as { readonly promptId: string }[];
  return all.filter((call) => call.promptId === promptId).length;
};

describe('two executions with the same client and idempotency key', () => {
  it('are one: the second waits for the first, and both have its answer', async () => {
    const request = { prompt: 'Name a colour.', tier: 'haiku', clientId: 'a', idempotencyKey: 'k1' };
    await app.faults([{ model: '*haiku*', error: 'slow', rate: 1, times: 1, latencyMs: 200 }]);
    const before = await calls('answer@1');
    const all = await Promise.all(Array.from({ length: 4 }, () => app.execute(MODEL_ROUTER, request)));
    expect(new Set(all.map(({ executionArn }) => executionArn)).size).toBe(4);
    for (const { status, output } of all)
      expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: all[0]?.output });
    expect((await calls('answer@1')) - before).toBe(1);
  });

  it('fail alike', async () => {
    await app.faults([{ model: '*', error: 'ValidationException', rate: 1 }]);
    const request = { prompt: 'Name a colour.', tier: 'haiku', idempotencyKey: 'k2' };
    const [first, second] = [await app.execute(MODEL_ROUTER, request), await app.execute(MODEL_ROUTER, request)];
    expect(second).toMatchObject({ status: 'FAILED', error: 'ModelUnavailable', cause: first.cause });
  });

  it('are refused when their requests differ', async () => {
    const request = { prompt: 'Name a colour.', tier: 'haiku', clientId: 'a', idempotencyKey: 'k4' };
    await app.execute(MODEL_ROUTER, request);
    expect(await app.execute(MODEL_ROUTER, { ...request, prompt: 'Name a city.' })).toMatchObject({
      status: 'FAILED',
      error: 'InvalidInput',
      cause: expect.stringContaining('idempotencyKey: was used for another request'),
    });
  });

  it('are two when the client is another, or none', async () => {
    const request = { prompt: 'Name a colour.', tier: 'haiku', idempotencyKey: 'k1' };
    const before = await calls('answer@1');
    await app.execute(MODEL_ROUTER, { ...request, clientId: 'b' });
    await app.execute(MODEL_ROUTER, request);
    expect((await calls('answer@1')) - before).toBe(2);
  });

  it('are one also when EventBridge starts them', async () => {
    const aws = {
      endpoint: app.cloud.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const events = new EventBridgeClient(aws);
    const Detail = JSON.stringify({ prompt: 'Name a fruit.', tier: 'haiku', clientId: 'a', idempotencyKey: 'k3' });
    const entry = { Source: 'signalbox', DetailType: 'ModelRequest', Detail };
    const before = await calls('answer@1');
    const known = await executions();
    await events.send(new PutEventsCommand({ Entries: [entry, entry] }));
    let started: string[] = [];
    while (started.length < 2) started = (await executions()).filter((arn) => !known.includes(arn));
    for (const arn of started) expect((await app.described(arn)).status).toBe('SUCCEEDED');
    expect((await calls('answer@1')) - before).toBe(1);
    events.destroy();
  });
});

async function executions(): Promise<string[]> {
  const { executions = [] } = await app.client.send(new ListExecutionsCommand({ stateMachineArn: MODEL_ROUTER }));
  return executions.map(({ executionArn }) => executionArn ?? '');
}
