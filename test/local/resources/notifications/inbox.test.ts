import {
  GetTopicAttributesCommand,
  PublishBatchCommand,
  PublishCommand,
  SubscribeCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Notification } from '../../../../local/resources/notifications/inbox.ts';
import { notificationLine } from '../../../../local/resources/notifications/notification-line.ts';
import { createClients, type Clients } from '../../../../local/resources/clients.ts';
import { startLocalCloud, type LocalCloud } from '../../../../local/local-cloud.ts';
import { MemoryStore } from '../../../../local/store/memory-store.ts';
import { echoDriver } from '../../../support/echo-driver.ts';
import { simulatedClock } from '../../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../../template/assemblies.ts';

const ARN = 'arn:aws:sns:us-east-1:000000000000:';
const subscription = (Protocol: string, Endpoint: unknown, more: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'Reviews' }, Protocol, Endpoint, ...more },
});
const RESOURCES = {
  Reviews: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'reviews', Subscription: [{ Protocol: 'email', Endpoint: 'anna@example.com' }] },
  },
  Bob: subscription('email-json', 'bob@example.com', { FilterPolicy: { amount: [{ numeric: ['>', 1000] }] } }),
  Cleo: subscription('sms', '+15550100', { FilterPolicy: { urgent: [true] }, FilterPolicyScope: 'MessageBody' }),
  Queue: { Type: 'AWS::SQS::Queue' },
  Machine: subscription('sqs', { 'Fn::GetAtt': ['Queue', 'Arn'] }),
  Alarms: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
};
const ANNA = { protocol: 'email', endpoint: 'anna@example.com' };
const BOB = { protocol: 'email-json', endpoint: 'bob@example.com' };
const CLEO = { protocol: 'sms', endpoint: '+15550100' };

const clock = simulatedClock();
const notified: Notification[] = [];
let cloud: LocalCloud;
let clients: Clients;
let sns: SNSClient;
let files: ReturnType<typeof writeAssembly>;
beforeAll(async () => {
  files = writeAssembly(assemblyOf({ Stack: { template: { Resources: RESOURCES } } }));
  const onNotification = (notification: Notification) => void notified.push(notification);
  const parts = { store: new MemoryStore(), clock, driver: echoDriver(), onNotification };
  cloud = await startLocalCloud({ port: 0, app: files.directory, ...parts });
  clients = createClients(cloud.url);
  sns = await clients.sns();
});
afterAll(async () => {
  clients.close();
  await cloud.close();
  files.remove();
});
beforeEach(async () => {
  notified.splice(0);
  await fetch(`${cloud.url}/_local/inbox`, { method: 'DELETE' });
});

const inbox = async (query = '') =>
  (await (await fetch(`${cloud.url}/_local/inbox${query}`)).json()) as readonly Notification[];
const publish = (Message: string, more: object = {}) =>
  sns.send(new PublishCommand({ TopicArn: `${ARN}reviews`, Message, ...more }));
const number = (StringValue: string) => ({ DataType: 'Number', StringValue });

describe('what is published to a topic', () => {
  it('lies in the inbox with those who get it, and is told', async () => {
    await publish('Please look at it.', { Subject: 'Invoice INV-1 waits for your review' });
    const expected = {
      at: clock.now(),
      topic: 'reviews',
      to: [ANNA],
      subject: 'Invoice INV-1 waits for your review',
      message: 'Please look at it.',
    };
    expect(await inbox()).toEqual([expected]);
    expect(notified).toEqual([expected]);
  });

  it('lies there too when nobody has subscribed', async () => {
    await sns.send(new PublishCommand({ TargetArn: `${ARN}alarms`, Message: 'too slow' }));
    await publish('something else');
    expect(await inbox('?topic=alarms')).toEqual([{ at: clock.now(), topic: 'alarms', to: [], message: 'too slow' }]);
  });

  it('reaches those whose filter policies let it pass', async () => {
    await publish('{"urgent":false}', { MessageAttributes: { amount: number('1001') } });
    await publish('{"urgent":true}', { MessageAttributes: { amount: number('1000') } });
    expect((await inbox()).map(({ to }) => to)).toEqual([
      [ANNA, BOB],
      [ANNA, CLEO],
    ]);
  });

  it('comes as the text of each protocol, if it has them', async () => {
    const texts = { default: 'plain', email: 'a long mail', sms: '{"urgent":true}' };
    await publish(JSON.stringify(texts), { MessageStructure: 'json', MessageAttributes: { amount: number('2000') } });
    expect((await inbox()).map(({ to, message }) => [message, to])).toEqual([
      ['a long mail', [ANNA]],
      ['plain', [BOB]],
      ['{"urgent":true}', [CLEO]],
    ]);
  });

  it('comes from a batch, without the entries that were refused', async () => {
    const long = 'x'.repeat(300_000);
    const request = new PublishBatchCommand({
      TopicArn: `${ARN}reviews`,
      PublishBatchRequestEntries: [
        { Id: 'one', Subject: 'First', Message: 'a', MessageAttributes: { amount: number('5000') } },
        { Id: 'two', Message: long },
        { Id: 'three', Message: 'c & <d>' },
      ],
    });
    const { Successful = [], Failed = [] } = await sns.send(request);
    expect([Successful.map(({ Id }) => Id), Failed.map(({ Id }) => Id)]).toEqual([['one', 'three'], ['two']]);
    expect((await inbox()).map(({ subject, message, to }) => [subject, message, to])).toEqual([
      ['First', 'a', [ANNA, BOB]],
      [undefined, 'c & <d>', [ANNA]],
    ]);
  });

  it('is nowhere when it was refused', async () => {
    await expect(publish('')).rejects.toThrow('Empty message');
    const nowhere = new PublishCommand({ TopicArn: `${ARN}none`, Message: 'a' });
    await expect(sns.send(nowhere)).rejects.toMatchObject({ name: 'NotFoundException' });
    expect(await inbox()).toEqual([]);
  });
});

it("subscriptions of a template are confirmed; those of a client wait for the subscriber's answer", async () => {
  const TopicArn = `${ARN}reviews`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'dan@example.com' }));
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '4', SubscriptionsPending: '1' });
  await publish('hello');
  expect((await inbox())[0]?.to).toEqual([ANNA]);
});

describe('the line of a notification', () => {
  const line = (more: Partial<Notification>) =>
    notificationLine({ at: 0, topic: 'reviews', to: [ANNA], message: '', ...more });

  it('has topic, people and subject, and below it the first link', () => {
    const message = 'Look (http://127.0.0.1:4566/page/#review=7?a=1&b=2), or at https://example.com.';
    expect(line({ to: [ANNA, CLEO], subject: 'Invoice INV-1 waits for your review', message })).toBe(
      '  ✉ reviews → anna@example.com, +15550100: Invoice INV-1 waits for your review\n' +
        '      http://127.0.0.1:4566/page/#review=7?a=1&b=2',
    );
  });

  it('has the message where there is no subject, and says when nobody gets it', () => {
    expect(line({ to: [], message: 'too slow' })).toBe('  ✉ reviews → no subscriber: too slow');
    expect(line({ message: 'x'.repeat(300) })).toBe(`  ✉ reviews → anna@example.com: ${'x'.repeat(200)}…`);
  });

  it('stays one line, whatever was written', () => {
    const subject = 'one\r\ntwo\u001b[2J \u202egnp.exe';
    expect(line({ subject })).toBe('  ✉ reviews → anna@example.com: one two [2J  gnp.exe');
    expect(line({ subject, message: 'http://a\u001b[2J/b' }).split('\n')).toHaveLength(2);
    expect(line({ subject, message: 'http://a\u001b[2J/b' })).not.toContain('\u001b');
  });
});
