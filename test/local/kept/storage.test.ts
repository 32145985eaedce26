import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { fauxqsTables } from '../../../local/resources/hosted/fauxqs-persistence.ts';
import { fauxqsPart } from '../../../local/resources/hosted/fauxqs-parts.ts';
import { STORAGE } from '../../../local/store/state-folder.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { contentsOf, copyFolder, removeFolders } from '../store/state-folder.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud;
let s3: S3Client;
let sqs: SQSClient;
let sns: SNSClient;
const start = async (next: Promise<KeptCloud>) => {
  kept = await next;
  [s3, sqs, sns] = await Promise.all([kept.clients.s3(), kept.clients.sqs(), kept.clients.sns()]);
};
const kill = () => start(kept.killed());
beforeEach(() => start(KeptCloud.start()));
afterEach(async () => {
  await kept.stop();
  removeFolders();
});

it('a folder that has lost its storage file is refused and left alone', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
  await kept.cloud.executions.committed();
  const torn = copyFolder(kept.state);
  for (const end of ['', '-wal']) rmSync(join(torn, STORAGE.name + end), { force: true });
  const before = contentsOf(torn);
  expect(() => new SqliteStore(torn)).toThrow(/needs .*storage\.sqlite, which is missing\. Move it away/);
  expect(contentsOf(torn)).toEqual(before);
});

describe('S3 after a kill', () => {
  const Bucket = 'documents';
  const text = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  it('has buckets and objects with their ETags and metadata, and none that was deleted', async () => {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const Key = '../a b/é.txt';
    const settings = { Metadata: { by: 'me' }, ContentType: 'text/plain', CacheControl: 'no-store' };
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first', ...settings }));
    for (const key of ['old', 'empty'])
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: Buffer.alloc(0) }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'old' }));
    await kill();
    expect((await s3.send(new ListBucketsCommand())).Buckets).toMatchObject([{ Name: Bucket }]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map((found) => found.Key).sort()).toEqual([Key, 'empty']);
    expect(await s3.send(new GetObjectCommand({ Bucket, Key }))).toMatchObject({ ETag, ...settings });
    expect(await text(Key)).toBe('first');
    expect(await text('empty')).toBe('');
  });

  it('goes on with an upload in parts', async () => {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const upload = { Bucket, Key: 'large' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const part = (PartNumber: number, Body: string) =>
      s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
    const size = 5 * 1024 * 1024;
    const first = await part(1, 'a'.repeat(size));
    await kill();
    const last = await part(2, 'b');
    const Parts = [first, last].map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    await kill();
    expect(await text('large')).toBe(`${'a'.repeat(size)}b`);
  });
});

describe('SQS after a kill', () => {
  const create = async (QueueName: string, Attributes = {}) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const send = (QueueUrl: string, MessageBody: string, more = {}) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (QueueUrl: string, more = {}) =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
          ...more,
        }),
      )
    ).Messages ?? [];
  const bodies = async (QueueUrl: string) => (await receive(QueueUrl)).map(({ Body }) => Body).sort();

  it('has queues with attributes and tags under URLs of the new port; the old URLs work, too', async () => {
    const url = await create('jobs', { VisibilityTimeout: '7' });
    await send(url, 'kept');
    await sqs.send(new TagQueueCommand({ QueueUrl: url, Tags: { team: 'x' } }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds: '3' } }));
    await kill();
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
    expect(QueueUrls).toEqual([`${kept.cloud.url}/000000000000/jobs`]);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe(QueueUrls[0]);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: '7', DelaySeconds: '3', ApproximateNumberOfMessages: '1' });
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({ team: 'x' });
    expect(await bodies(url)).toEqual(['kept']);
  });

  it('has messages that wait, those in flight until their time, and none that was deleted', async () => {
    const url = await create('jobs');
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'a' } };
    for (const body of ['done', 'in flight', 'given back', 'waits']) await send(url, body, { MessageAttributes });
    await send(url, 'later', { DelaySeconds: 600 });
    const taken = await receive(url, { MaxNumberOfMessages: 3 });
    const handle = (body: string) => taken.find(({ Body }) => Body === body)?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle('done') }));
    const giveBack = { QueueUrl: url, ReceiptHandle: handle('given back'), VisibilityTimeout: 0 };
    await sqs.send(new ChangeMessageVisibilityCommand(giveBack));
    await kill();
    const found = await receive(url);
    expect(found.map(({ Body }) => Body).sort()).toEqual(['given back', 'waits']);
    expect(found.find(({ Body }) => Body === 'waits')?.MessageAttributes).toEqual(MessageAttributes);
    expect(found.find(({ Body }) => Body === 'given back')?.Attributes?.ApproximateReceiveCount).toBe('2');
    const names = ['ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
    expect(Attributes).toEqual({ [names[0]]: '3', [names[1]]: '1' });
    // The receipt handle of before is still good.
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle('in flight') }));
    await kill();
    expect(
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [names[0]] }))).Attributes,
    ).toEqual({ [names[0]]: '2' });
  });

  it('keeps order, numbers, locks and deduplication of FIFO queues', async () => {
    const url = await create('jobs.fifo', { FifoQueue: 'true' });
    const fifo = (body: string, group: string) =>
      send(url, body, { MessageGroupId: group, MessageDeduplicationId: `id-${body}` });
    const first = await fifo('a1', 'a');
    for (const body of ['a2', 'a3']) await fifo(body, 'a');
    const [taken] = await receive(url, { MaxNumberOfMessages: 1 });
    expect(taken?.Body).toBe('a1');
    await kill();
    // A sender that was not told of its success tries again.
    expect(await fifo('a1', 'a')).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    const { SequenceNumber } = await fifo('b1', 'b');
    expect(Number(SequenceNumber)).toBe(4);
    // The first of its group is in flight, so the others wait.
    expect(await bodies(url)).toEqual(['b1']);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: taken?.ReceiptHandle }));
    expect(await bodies(url)).toEqual(['a2']);
  });

  it('has what was moved to a dead-letter queue there, and nowhere else', async () => {
    const dead = await create('dead');
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const url = await create('jobs', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) });
    await send(url, 'poison');
    await receive(url, { VisibilityTimeout: 0 });
    expect(await receive(url)).toEqual([]);
    await kill();
    expect(await bodies(url)).toEqual([]);
    expect(await bodies(dead)).toEqual(['poison']);
  });
});

it('SNS has topics and subscriptions after a kill, and delivers', async () => {
  const QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }))).QueueUrl ?? '';
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
  const display = { TopicArn, AttributeName: 'DisplayName', AttributeValue: 'News' };
  await sns.send(new SetTopicAttributesCommand(display));
  // What a second create adds is kept as well.
  await sns.send(new CreateTopicCommand({ Name: 'news', Attributes: { SignatureVersion: '2' } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:us-east-1:000000000000:inbox',
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  await kill();
  const topic = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(topic.Attributes).toMatchObject({ DisplayName: 'News', SignatureVersion: '2' });
  const subscription = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(subscription.Attributes).toMatchObject({ RawMessageDelivery: 'true' });
  await sns.send(new PublishCommand({ TopicArn, Message: 'after' }));
  await kill();
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toMatchObject([{ Body: 'after' }]);
});

it('the library’s tables are those of this version of the storage file', async () => {
  const tables = fauxqsTables(await fauxqsPart('persistence.js'));
  const hash = createHash('sha256').update(tables).digest('hex');
  // Fails when another version of the library has other tables: then STORAGE gets another version, since what lies in a
  // folder of before does not fit any more.
  expect({ version: STORAGE.version, hash }).toEqual({
    version: 1,
    hash: '4b89574e88e4e27c7c85df3bcfdacfbf11473b504d5a875c7851f412879d56a7',
  });
});
