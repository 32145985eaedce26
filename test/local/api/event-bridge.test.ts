import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventBridgeService } from '../../../local/api/event-bridge.ts';
import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { EventBus } from '../../../local/resources/events/event-bus.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const EventPattern = JSON.stringify({ source: ['shop'] });

let server: RunningServer;
let client: EventBridgeClient;
let bus: EventBus;
let delivered: string[];

beforeEach(async () => {
  delivered = [];
  const target = {
    call: async ({ Arn }: { readonly Arn: string }, input: string) => void delivered.push(`${Arn} ${input}`),
    sendToQueue: async () => {},
  };
  bus = new EventBus({ clock: simulatedClock(), store: new MemoryStore(), target });
  server = await startServer({ port: 0, services: [eventBridgeService(bus)] });
  client = new EventBridgeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});

afterEach(async () => {
  client.destroy();
  bus.close();
  await server.close();
});

const send = (Source: string) =>
  client.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'order', Detail: '{}' }] }));

describe('rules that the API creates', () => {
  it('bring matching events to their targets until the targets are removed', async () => {
    await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
    const Targets = [{ Id: 'queue', Arn: QUEUE, InputPath: '$.source' }];
    expect(await client.send(new PutTargetsCommand({ Rule: 'orders', Targets }))).toMatchObject({
      FailedEntryCount: 0,
    });
    await send('shop');
    await send('other');
    expect(delivered).toEqual([`${QUEUE} "shop"`]);
    await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['queue'] }));
    await send('shop');
    expect(delivered).toHaveLength(1);
  });

  it('keep their targets when they are put again', async () => {
    await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
    await client.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'queue', Arn: QUEUE }] }));
    await client.send(new PutRuleCommand({ Name: 'orders', EventPattern, State: 'DISABLED' }));
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
    expect(Targets).toEqual([{ Id: 'queue', Arn: QUEUE }]);
    await send('shop');
    expect(delivered).toEqual([]);
  });

  it('are described and listed for their bus', async () => {
    await client.send(new CreateEventBusCommand({ Name: 'shop' }));
    await client.send(new PutRuleCommand({ Name: 'a', EventPattern }));
    await client.send(new PutRuleCommand({ Name: 'b', EventPattern, EventBusName: 'shop' }));
    expect(await client.send(new DescribeRuleCommand({ Name: 'b', EventBusName: 'shop' }))).toMatchObject({
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/shop/b',
      State: 'ENABLED',
      EventPattern,
    });
    const { Rules = [] } = await client.send(new ListRulesCommand({}));
    expect(Rules.map(({ Name }) => Name)).toEqual(['a']);
  });

  it('are deleted only without targets', async () => {
    await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
    await client.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: 'queue', Arn: QUEUE }] }));
    const remove = new DeleteRuleCommand({ Name: 'orders' });
    await expect(client.send(remove)).rejects.toMatchObject({ message: "Rule can't be deleted since it has targets." });
    await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['queue'] }));
    await client.send(remove);
    await expect(client.send(new DescribeRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are refused with a pattern that EventBridge would refuse', async () => {
    await expect(client.send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"a":1}' }))).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
  });
});

describe('TestEventPattern', () => {
  it('tells whether an event matches', async () => {
    const test = (Event: object) =>
      client.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(Event) }));
    expect((await test({ source: 'shop' })).Result).toBe(true);
    expect((await test({ source: 'other' })).Result).toBe(false);
  });
});
