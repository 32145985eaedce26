import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createClients, type Clients } from '../../../../local/resources/clients.ts';
import { machine } from '../../../support/definitions.ts';
import { RunningApp } from '../../../support/running-app.ts';
import { assemblyOf, writeAssembly } from '../../template/assemblies.ts';

const bucket = (BucketName: string, NotificationConfiguration?: object) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName, NotificationConfiguration },
});
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:read';

const RESOURCES = {
  Documents: bucket('documents', { EventBridgeConfiguration: { EventBridgeEnabled: true } }),
  Present: bucket('present', { EventBridgeConfiguration: {} }),
  Off: bucket('off', { EventBridgeConfiguration: { EventBridgeEnabled: false } }),
  Quiet: bucket('quiet'),
  Empty: bucket('empty', {}),
  Seen: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'seen' } },
  All: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [{ 'anything-but': 'documents' }] } } },
      Targets: [{ Id: 'seen', Arn: arn('Seen') }],
    },
  },
  Read: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'read',
      RoleArn: 'arn:aws:iam::000000000000:role/any',
      DefinitionString: JSON.stringify(machine({ Done: { Type: 'Pass', End: true } })),
    },
  },
  Start: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: 'Documents' }] } },
      },
      Targets: [
        {
          Id: 'read',
          Arn: { Ref: 'Read' },
          RoleArn: 'arn:aws:iam::000000000000:role/any',
          InputTransformer: {
            InputPathsMap: { key: '$.detail.object.key', bucket: '$.detail.bucket.name' },
            InputTemplate: '{"documentId":<key>,"document":{"bucket":<bucket>,"key":<key>}}',
          },
        },
      ],
    },
  },
};

let app: RunningApp;
let clients: Clients;
let s3: S3Client;
let files: ReturnType<typeof writeAssembly>;
beforeAll(async () => {
  files = writeAssembly(assemblyOf({ Stack: { template: { Resources: RESOURCES } } }));
  app = await RunningApp.start({ app: files.directory });
  clients = createClients(app.cloud.url);
  s3 = await clients.s3();
});
afterAll(async () => {
  clients.close();
  await app.stop();
  files.remove();
});
beforeEach(() => expect(app.problems).toEqual([]));

interface Seen {
  readonly time: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: { readonly object: { readonly key: string; readonly sequencer: string }; readonly reason: string };
}

/** The next events that arrive, in the order in which they happened. */
async function events(count: number): Promise<readonly Seen[]> {
  const QueueUrl = `${app.cloud.url}/000000000000/seen`;
  const sqs = await clients.sqs();
  const found: Seen[] = [];
  while (found.length < count) {
    const request = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 });
    for (const { Body = '', ReceiptHandle } of (await sqs.send(request)).Messages ?? []) {
      found.push(JSON.parse(Body) as Seen);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return found.sort((a, b) => (a.detail.object.sequencer < b.detail.object.sequencer ? -1 : 1));
}

const story = (seen: readonly Seen[]) =>
  seen.map((event) => `${event['detail-type']} ${event.detail.object.key} ${event.detail.reason}`);

describe('a bucket that tells EventBridge', () => {
  it('sends what S3 sends', async () => {
    const { ETag, $metadata } = await s3.send(new PutObjectCommand({ Bucket: 'present', Key: 'a', Body: 'text' }));
    const [event] = await events(1);
    expect(event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:s3:::present'],
      detail: {
        version: '0',
        bucket: { name: 'present' },
        object: {
          key: 'a',
          size: 4,
          etag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
        'request-id': $metadata.requestId,
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
  });

  it('tells how objects come and go, in order', async () => {
    const Bucket = 'present';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'present/a' }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'c' }));
    const part = { Bucket, Key: 'c', UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'part' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'c', UploadId, MultipartUpload }));
    const Objects = [{ Key: 'b' }, { Key: 'never there' }, { Key: 'c' }];
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const seen = await events(6);
    expect(story(seen)).toEqual([
      'Object Created a PutObject',
      'Object Created b CopyObject',
      'Object Created c CompleteMultipartUpload',
      'Object Deleted b DeleteObject',
      'Object Deleted c DeleteObject',
      'Object Deleted a DeleteObject',
    ]);
    expect(seen[2]?.detail.object).toMatchObject({ size: 4, etag: expect.stringMatching(/^[0-9a-f]{32}-1$/) });
    expect(seen[5]?.detail).toMatchObject({ 'deletion-type': 'Permanently Deleted' });
    expect(seen[5]?.detail.object).not.toHaveProperty('size');
  });

  it('tells of uploads by form and by presigned URL', async () => {
    const form = new FormData();
    form.set('key', 'by form/${filename}');
    form.set('file', new File(['text'], 'an invoice.pdf'));
    const authorization = 'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/s3/aws4_request, Signature=00';
    const posted = await fetch(`${app.cloud.url}/present`, { method: 'POST', body: form, headers: { authorization } });
    expect(posted.status).toBe(204);
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'present', Key: 'by URL' }));
    expect((await fetch(url, { method: 'PUT', body: 'text' })).status).toBe(200);
    expect(story(await events(2))).toEqual([
      'Object Created by form/an invoice.pdf POST Object',
      'Object Created by URL PutObject',
    ]);
  });

  it('gives each of many calls for one key its own size', async () => {
    const sizes = Array.from({ length: 20 }, (_, index) => index + 1);
    const put = (size: number) =>
      s3.send(new PutObjectCommand({ Bucket: 'present', Key: 'same', Body: 'x'.repeat(size) }));
    await Promise.all(sizes.map(put));
    const seen = (await events(20)).map(({ detail }) => (detail.object as unknown as { size: number }).size);
    expect([...seen].sort((a, b) => a - b)).toEqual(sizes);
  });
});

it('nothing is told of what was refused, nor by a bucket that is not configured so', async () => {
  const put = (Bucket: string, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text', ...more }));
  await put('present');
  await expect(put('present', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('no-such-bucket')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  for (const Bucket of ['off', 'quiet', 'empty']) await put(Bucket);
  await s3.send(new DeleteObjectCommand({ Bucket: 'present', Key: 'a' }));
  expect(story(await events(2))).toEqual(['Object Created a PutObject', 'Object Deleted a DeleteObject']);
});

describe('a rule that starts a state machine with a transformed event', () => {
  it.each([
    'invoice 2026-11.pdf',
    'a+b%20c&d=e?f#g.pdf',
    `"quoted" 'and' back\\slash.pdf`,
    'Größe/発票/🧾 № 7.pdf',
    '<key>{"documentId":1}',
  ])('passes the key %j as it is', async (Key) => {
    await s3.send(new PutObjectCommand({ Bucket: 'documents', Key, Body: 'text' }));
    const wanted = { documentId: Key, document: { bucket: 'documents', key: Key } };
    const newest = async () => {
      const list = new ListExecutionsCommand({ stateMachineArn: STATE_MACHINE, maxResults: 1 });
      const [execution] = (await app.client.send(list)).executions ?? [];
      return execution && (await app.described(execution.executionArn ?? '')).parsed;
    };
    let output = await newest();
    while ((output as { documentId?: string } | undefined)?.documentId !== Key) output = await newest();
    expect(output).toEqual(wanted);
  });
});
