import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { startLocalCloud, type LocalCloud } from '../../local/local-cloud.ts';
import { eventLine } from '../../local/resources/events/event-line.ts';
import { MemoryStore } from '../../local/store/memory-store.ts';
import { systemClock } from '../../local/system-clock.ts';
import { echoDriver } from '../support/echo-driver.ts';

/** What `npm start` prints of the events that somebody puts on a bus of an otherwise empty cloud. */
const lines: string[] = [];
let cloud: LocalCloud;
let client: EventBridgeClient;
let sfn: SFNClient;

beforeAll(async () => {
  cloud = await startLocalCloud({
    port: 0,
    store: new MemoryStore(),
    clock: systemClock({ timeScale: 1 }),
    driver: echoDriver(),
    onEvent: (event) => lines.push(eventLine(event)),
  });
  const settings = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  client = new EventBridgeClient(settings);
  sfn = new SFNClient(settings);
});
afterAll(async () => {
  client.destroy();
  sfn.destroy();
  await cloud.close();
});
beforeEach(() => void lines.splice(0));

const put = (detail: unknown, DetailType = 'OrderPlaced') =>
  client.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType, Detail: JSON.stringify(detail) }] }));

it('has a line with the message of an event', async () => {
  await put({ message: 'two of everything', id: 7 });
  expect(lines).toEqual(['  event  OrderPlaced from shop: two of everything']);
});

it.each([
  ['short', { id: 7 }, '{"id":7}'],
  ['long', { text: 'x'.repeat(300) }, `{"text":"${'x'.repeat(191)}…`],
  ['with a message that is no text', { message: { text: 'hi' } }, '{"message":{"text":"hi"}}'],
])('has a line with the detail of one without, when it is %s', async (_, detail, expected) => {
  await put(detail);
  expect(lines).toEqual([`  event  OrderPlaced from shop: ${expected}`]);
});

it('has one line whatever the event says', async () => {
  await put({ message: 'one\r\ntwo\u001b[2J\u0007three\u2028four \u202egnp.exe' }, 'Order\nPlaced');
  expect(lines).toEqual(['  event  Order Placed from shop: one two [2J three four  gnp.exe']);
  await put({ message: '🎉'.repeat(100_000 / 4) });
  expect(lines[1]?.length).toBeLessThan(600);
});

it('has none of an event that was refused, nor of those of AWS itself', async () => {
  await client.send(new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'x', Detail: '[]' }] }));
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'done',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
    }),
  );
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await cloud.executions.finished(executionArn);
  expect(lines).toEqual([]);
});
