import { DescribeTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, ListSubscriptionsCommand, PublishCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from '@jest/globals';

import { copyFolder, removeFolders } from '../store/state-folder.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud | undefined;
const removals: (() => void)[] = [];
afterEach(async () => {
  await kept?.stop();
  kept = undefined;
  removals.splice(0).forEach((remove) => remove());
  removeFolders();
});

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const RESOURCES = {
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'documents' } },
  Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed' } },
  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'jobs.fifo',
      FifoQueue: true,
      ContentBasedDeduplication: true,
      VisibilityTimeout: 7,
    } as object,
  },
  Inbox: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'inbox',
      DelaySeconds: 0,
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: arn('Failed') },
    } as object,
  },
  News: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'news', DisplayName: 'News' } as object,
  },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'News' },
      Protocol: 'sqs',
      Endpoint: arn('Inbox'),
      RawMessageDelivery: true,
      FilterPolicy: { kind: ['a'] },
    } as object,
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    } as object,
  },
};

function app(changes: Partial<Record<keyof typeof RESOURCES, object>> = {}): string {
  const changed = Object.entries(changes).map(([name, Properties]) => {
    const resource = RESOURCES[name as keyof typeof RESOURCES];
    return [name, { ...resource, Properties: { ...resource.Properties, ...Properties } }];
  });
  const template = { Resources: { ...RESOURCES, ...(Object.fromEntries(changed) as object) } };
  const { directory, remove } = writeAssembly(assemblyOf({ Stack: { template } }));
  removals.push(remove);
  return directory;
}

const QUEUE = 'http://127.0.0.1/000000000000';

/** An item, an object, a job and a message that came through the topic. */
async function filled(): Promise<KeptCloud> {
  const { clients } = (kept = await KeptCloud.start({ app: app() }));
  await (await clients.dynamodb()).send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: '1' } } }));
  await (await clients.s3()).send(new PutObjectCommand({ Bucket: 'documents', Key: 'a', Body: 'text' }));
  const job = { QueueUrl: `${QUEUE}/jobs.fifo`, MessageBody: 'job', MessageGroupId: 'g' };
  await (await clients.sqs()).send(new SendMessageCommand(job));
  return kept;
}

async function expectFilled({ clients }: KeptCloud): Promise<void> {
  const { Items } = await (await clients.dynamodb()).send(new ScanCommand({ TableName: 'orders' }));
  expect(Items).toEqual([{ id: { S: '1' } }]);
  const { Body } = await (await clients.s3()).send(new GetObjectCommand({ Bucket: 'documents', Key: 'a' }));
  expect(await Body?.transformToString()).toBe('text');
  const jobs = { QueueUrl: `${QUEUE}/jobs.fifo`, VisibilityTimeout: 0 };
  expect((await (await clients.sqs()).send(new ReceiveMessageCommand(jobs))).Messages).toMatchObject([{ Body: 'job' }]);
}

async function published({ clients }: KeptCloud): Promise<readonly (string | undefined)[]> {
  const attribute = (StringValue: string) => ({ kind: { DataType: 'String', StringValue } });
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:news';
  const sns = await clients.sns();
  for (const kind of ['a', 'b'])
    await sns.send(new PublishCommand({ TopicArn, Message: kind, MessageAttributes: attribute(kind) }));
  const request = { QueueUrl: `${QUEUE}/inbox`, MaxNumberOfMessages: 10 };
  const { Messages = [] } = await (await clients.sqs()).send(new ReceiveMessageCommand(request));
  return Messages.map(({ Body }) => Body);
}

async function queueAttributes({ clients }: KeptCloud, name: string) {
  const request = { QueueUrl: `${QUEUE}/${name}`, AttributeNames: ['All' as const] };
  return (await (await clients.sqs()).send(new GetQueueAttributesCommand(request))).Attributes;
}

it('the same template over a kept state changes nothing', async () => {
  kept = await (await filled()).killed({ app: app() });
  await expectFilled(kept);
  expect(await published(kept)).toEqual(['a']);
  expect((await (await kept.clients.sns()).send(new ListSubscriptionsCommand())).Subscriptions).toHaveLength(1);
});

it('a changed template changes what is kept, and leaves what lies in it', async () => {
  const throughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
  const changes = {
    Jobs: { ContentBasedDeduplication: false, VisibilityTimeout: undefined },
    Inbox: { DelaySeconds: undefined, RedrivePolicy: undefined, MessageRetentionPeriod: 60 },
    News: { DisplayName: 'More news' },
    Subscription: { FilterPolicy: undefined, RawMessageDelivery: undefined },
    Table: { BillingMode: undefined, ProvisionedThroughput: throughput },
  };
  kept = await (await filled()).killed({ app: app(changes) });
  await expectFilled(kept);
  expect(await queueAttributes(kept, 'jobs.fifo')).toMatchObject({
    ContentBasedDeduplication: 'false',
    VisibilityTimeout: '30',
  });
  const inbox = await queueAttributes(kept, 'inbox');
  expect(inbox).toMatchObject({ MessageRetentionPeriod: '60' });
  expect(inbox).not.toHaveProperty('RedrivePolicy');
  // Both come through now, and as SNS' own envelope.
  expect((await published(kept)).map((body) => (JSON.parse(body ?? '') as { Message: string }).Message)).toEqual([
    'a',
    'b',
  ]);
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:news';
  const topic = await (await kept.clients.sns()).send(new GetTopicAttributesCommand({ TopicArn }));
  expect(topic.Attributes).toMatchObject({ DisplayName: 'More news', SubscriptionsConfirmed: '1' });
  const { Table } = await (await kept.clients.dynamodb()).send(new DescribeTableCommand({ TableName: 'orders' }));
  expect(Table).toMatchObject({
    BillingModeSummary: { BillingMode: 'PROVISIONED' },
    ProvisionedThroughput: throughput,
  });

  // And back again, over what the change has left.
  kept = await kept.killed({ app: app() });
  expect(await queueAttributes(kept, 'inbox')).toMatchObject({ MessageRetentionPeriod: '345600' });
  expect(await queueAttributes(kept, 'inbox')).toHaveProperty('RedrivePolicy');
  await expectFilled(kept);
});

it('a table that would have to be replaced is refused, and stays', async () => {
  const { state } = await filled();
  const left = copyFolder(state);
  const other = { AttributeDefinitions: [{ AttributeName: 'no', AttributeType: 'N' }] };
  const Table = { ...other, KeySchema: [{ AttributeName: 'no', KeyType: 'HASH' }] };
  await expect(kept?.killed({ app: app({ Table }) })).rejects.toThrow(
    /resource Table .*orders is kept from the last run with another KeySchema.*start with --state/,
  );
  kept = await KeptCloud.start({ state: left, app: app() });
  await expectFilled(kept);
});
