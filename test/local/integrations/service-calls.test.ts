import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { dynamodbService, storageAndMessagingServices } from '../../../local/api/hosted-services.ts';
import { startServer, type RunningServer } from '../../../local/api/server.ts';
import type { Json, JsonObject } from '../../../local/query/json.ts';
import { dynamodbEngine } from '../../../local/resources/hosted/dynamodb-engine.ts';
import { fauxqsEngine } from '../../../local/resources/hosted/fauxqs-engine.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { TestEngine, type MachineRun } from '../../support/run-machine.ts';

const tables = dynamodbEngine();
const fauxqs = fauxqsEngine();
let server: RunningServer;
let engine: TestEngine;
let queue: string;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic';

beforeAll(async () => {
  server = await startServer({
    port: 0,
    services: [dynamodbService(tables), ...storageAndMessagingServices(fauxqs)],
  });
  engine = new TestEngine({ echo: (input) => input }, () => 0.5, new MemoryStore(), server.url);
  const at = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  const [dynamodb, s3, sns, sqs] = [
    new DynamoDBClient(at),
    new S3Client({ ...at, forcePathStyle: true }),
    new SNSClient(at),
    new SQSClient(at),
  ];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'table',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'there', Body: 'text' }));
  await sns.send(new CreateTopicCommand({ Name: 'topic' }));
  await sns.send(new CreateTopicCommand({ Name: 'topic.fifo', Attributes: { FifoTopic: 'true' } }));
  queue = (await sqs.send(new CreateQueueCommand({ QueueName: 'queue' }))).QueueUrl ?? '';
  for (const client of [dynamodb, s3, sns, sqs]) client.destroy();
});
afterAll(async () => {
  await server.close();
  await Promise.all([tables.close(), fauxqs.close()]);
});

/** One Task; `QUEUE` stands for the queue's URL, which names a port. */
const call = (resource: string, parameters: JsonObject): Promise<MachineRun> => {
  const Parameters = JSON.parse(JSON.stringify(parameters).replaceAll('QUEUE', queue)) as JsonObject;
  const Call = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters, End: true };
  return engine.run({ StartAt: 'Call', States: { Call } });
};

const REQUEST = String.raw`Request ID: [\w-]+`;
const OPTIMIZED = (service: string, status: number, code: string) =>
  String.raw` \(Service: ${service}; Status Code: ${status}; Error Code: ${code}; ${REQUEST}; Proxy: null\)`;
const SDK = (service: string, status: number) =>
  String.raw` \(Service: ${service}, Status Code: ${status}, ${REQUEST}\) \(SDK Attempt Count: 1\)`;
const S3 = (status: number) =>
  String.raw` \(Service: S3, Status Code: ${status}, ${REQUEST}, Extended Request ID: \S+\) \(SDK Attempt Count: 1\)`;

const id = { S: '1' };
const fifo = { TopicArn: `${TOPIC}.fifo`, Message: 'm' };

describe('a refusal by a service', () => {
  // The exception's class as in the SDK for Java that AWS uses: version 1 for optimized integrations, 2 for aws-sdk.
  const refusals: readonly (readonly [string, JsonObject, string, string])[] = [
    [
      'dynamodb:putItem',
      { TableName: 'none', Item: { id } },
      'DynamoDB.ResourceNotFoundException',
      `Requested resource not found${OPTIMIZED('AmazonDynamoDBv2', 400, 'ResourceNotFoundException')}`,
    ],
    [
      'dynamodb:getItem',
      { TableName: 'table', Key: { other: id } },
      'DynamoDB.AmazonDynamoDBException',
      `The provided key element does not match the schema${OPTIMIZED('AmazonDynamoDBv2', 400, 'ValidationException')}`,
    ],
    [
      'aws-sdk:dynamodb:getItem',
      { TableName: 'table', Key: { other: id } },
      'DynamoDb.DynamoDbException',
      `The provided key element does not match the schema${SDK('DynamoDb', 400)}`,
    ],
    [
      'aws-sdk:s3:listObjects',
      { Bucket: 'none' },
      'S3.NoSuchBucketException',
      `The specified bucket does not exist${S3(404)}`,
    ],
    [
      'aws-sdk:s3:getObject',
      { Bucket: 'bucket', Key: 'none' },
      'S3.NoSuchKeyException',
      String.raw`The specified key does not exist\.${S3(404)}`,
    ],
    ['aws-sdk:s3:headObject', { Bucket: 'bucket', Key: 'none' }, 'S3.NoSuchKeyException', `null${S3(404)}`],
    ['aws-sdk:s3:headBucket', { Bucket: 'none' }, 'S3.NoSuchBucketException', `null${S3(404)}`],
    [
      'aws-sdk:s3:deleteBucket',
      { Bucket: 'bucket' },
      'S3.S3Exception',
      `The bucket you tried to delete is not empty${S3(409)}`,
    ],
    [
      'aws-sdk:s3:putObject',
      { Bucket: 'bucket', Key: 'there', Body: 'again', IfNoneMatch: '*' },
      'S3.S3Exception',
      `At least one of the pre-conditions you specified did not hold${S3(412)}`,
    ],
    [
      'aws-sdk:s3:copyObject',
      { Bucket: 'bucket', Key: 'copy', CopySource: 'bucket/there', CopySourceIfMatch: '"of another"' },
      'S3.S3Exception',
      `At least one of the pre-conditions you specified did not hold${S3(412)}`,
    ],
    [
      'aws-sdk:s3:copyObject',
      { Bucket: 'bucket', Key: 'copy', CopySource: 'bucket/there', CopySourceIfNoneMatch: '"of another"' },
      'S3.S3Exception',
      `The local cloud's S3 has no condition 'x-amz-copy-source-if-none-match' of a copy.${S3(501)}`,
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'QUEUE', MessageBody: '' },
      'SQS.AmazonSQSException',
      String.raw`The request must contain the parameter MessageBody\.${OPTIMIZED('AmazonSQS', 400, 'MissingParameter')}`,
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'QUEUE-none', MessageBody: 'm' },
      'SQS.QueueDoesNotExistException',
      String.raw`The specified queue does not exist\.${OPTIMIZED('AmazonSQS', 400, 'AWS.SimpleQueueService.NonExistentQueue')}`,
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'http://nowhere', MessageBody: 'm' },
      'SQS.SdkClientException',
      'Unable to execute HTTP request: nowhere: Name or service not known',
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'QUEUE', MessageBody: 'm', DelaySeconds: 901 },
      'SQS.AmazonSQSException',
      `Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.${OPTIMIZED('AmazonSQS', 400, 'InvalidParameterValue')}`,
    ],
    [
      'aws-sdk:sqs:deleteMessage',
      { QueueUrl: 'QUEUE', ReceiptHandle: 'x' },
      'Sqs.ReceiptHandleIsInvalidException',
      `The input receipt handle "x" is not a valid receipt handle.${SDK('Sqs', 400)}`,
    ],
    [
      'sns:publish',
      { TopicArn: `${TOPIC}-none`, Message: 'm' },
      'SNS.NotFoundException',
      `Topic does not exist${OPTIMIZED('AmazonSNS', 404, 'NotFound')}`,
    ],
    [
      'sns:publish',
      fifo,
      'SNS.InvalidParameterException',
      `Invalid parameter: The MessageGroupId parameter is required for FIFO topics${OPTIMIZED('AmazonSNS', 400, 'InvalidParameter')}`,
    ],
    [
      'sns:publish',
      { ...fifo, MessageGroupId: 'g' },
      'SNS.InvalidParameterException',
      `Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly${OPTIMIZED('AmazonSNS', 400, 'InvalidParameter')}`,
    ],
    [
      'sns:publish',
      { TopicArn: TOPIC, Message: '{}', MessageStructure: 'json' },
      'SNS.InvalidParameterException',
      `Invalid parameter: Message Structure - No default entry in JSON message body${OPTIMIZED('AmazonSNS', 400, 'InvalidParameter')}`,
    ],
  ];
  it.each(refusals)('%s %j is %s', async (resource, parameters, error, cause) => {
    const run = await call(resource, parameters);
    expect(run).toMatchObject({ status: 'FAILED', error });
    expect(run.cause).toMatch(new RegExp(`^${cause}$`));
  });
});

describe('parameters that no request can be made of', () => {
  const problems: readonly (readonly [string, JsonObject, string])[] = [
    ['lambda:invoke', { Payload: {} }, `The field 'FunctionName' is required but was missing`],
    ['lambda:invoke', { FunctionName: 'echo', Other: 1 }, `The field "Other" is not supported by Step Functions`],
    ['sqs:sendMessage', { QueueUrl: 'q' }, `The field 'MessageBody' is required but was missing`],
    [
      'dynamodb:putItem',
      { TableName: 'table', Item: { id: { S: 1 } } },
      `The value for the field 'S' must be a STRING`,
    ],
    ['dynamodb:putItem', { TableName: 'table', Item: [] }, `The value of the field 'Item' has an invalid format`],
    [
      'aws-sdk:dynamodb:putItem',
      { TableName: 'table', Item: { id, yes: { BOOL: true } } },
      `The field "BOOL" is not supported by Step Functions`,
    ],
  ];
  it.each(problems)('%s %j: %s', async (resource, parameters, problem) => {
    const run = await call(resource, parameters);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.cause).toBe(
      `An error occurred while executing the state 'Call' (entered at the event id #2). The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`,
    );
    expect(run.events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
  });
});

describe('an answer', () => {
  const flags: Json = { id, yes: { Bool: true }, none: { Nul: true }, some: { Ss: ['a'] } };
  it('has the names of the SDK for Java from aws-sdk integrations, and those of the API from optimized ones', async () => {
    await call('aws-sdk:dynamodb:putItem', { TableName: 'table', Item: flags });
    const key = { TableName: 'table', Key: { id } };
    expect((await call('aws-sdk:dynamodb:getItem', key)).output).toEqual({ Item: flags });
    expect((await call('dynamodb:getItem', key)).output).toMatchObject({
      Item: { id, yes: { BOOL: true }, none: { NULL: true }, some: { SS: ['a'] } },
    });
    const message = { QueueUrl: 'QUEUE', MessageBody: 'm' };
    expect((await call('aws-sdk:sqs:sendMessage', message)).output).toHaveProperty('Md5OfMessageBody');
    expect((await call('sqs:sendMessage', message)).output).toHaveProperty('MD5OfMessageBody');
  });

  it('is empty when the API answers nothing', async () => {
    const ReceiptHandle = '00000000-0000-4000-8000-000000000000';
    expect((await call('aws-sdk:sqs:deleteMessage', { QueueUrl: 'QUEUE', ReceiptHandle })).output).toEqual({});
  });

  it('of S3 has the checksum that S3 makes of a new object, and none of what is read', async () => {
    const put = await call('aws-sdk:s3:putObject', { Bucket: 'bucket', Key: 'digits', Body: '123456789' });
    expect(put.output).toEqual({
      // The algorithm's published check value, 0xae8b14860a799888.
      ChecksumCRC64NVME: 'rosUhgp5mIg=',
      ChecksumType: 'FULL_OBJECT',
      ETag: '"25f9e794323b453885f5181f1b624d0b"',
      ServerSideEncryption: 'AES256',
    });
    expect((await call('aws-sdk:s3:getObject', { Bucket: 'bucket', Key: 'digits' })).output).toEqual({
      AcceptRanges: 'bytes',
      Body: '123456789',
      ContentLength: 9,
      ContentType: 'application/octet-stream',
      ETag: '"25f9e794323b453885f5181f1b624d0b"',
      LastModified: expect.any(String),
      Metadata: {},
      ServerSideEncryption: 'AES256',
    });
  });

  it('of a FIFO topic numbers the messages', async () => {
    const publish = async (MessageDeduplicationId: string) => {
      const run = await call('sns:publish', { ...fifo, MessageGroupId: 'g', MessageDeduplicationId });
      return (run.output as { SequenceNumber: string }).SequenceNumber;
    };
    const [first, second] = [await publish('1'), await publish('2')];
    expect(first).toMatch(/^\d{20}$/);
    expect(BigInt(second)).toBeGreaterThan(BigInt(first));
  });
});

describe('lambda:invoke', () => {
  it.each<[Json, Json]>([
    ['"text"', 'text'],
    ['[1]', [1]],
    ['no json', 'no json'],
    [{ a: 1 }, { a: 1 }],
    [null, {}],
  ])('hands %j to the function as %j', async (Payload, input) => {
    const { output } = await call('lambda:invoke', { FunctionName: 'echo', Payload });
    expect((output as JsonObject).Payload).toEqual(input);
  });

  it('does not wait for the function when InvocationType is Event', async () => {
    const { output } = await call('lambda:invoke', { FunctionName: 'echo', InvocationType: 'Event' });
    expect(output).toMatchObject({ StatusCode: 202, Payload: '', SdkHttpMetadata: { HttpStatusCode: 202 } });
    const missing = await call('lambda:invoke', { FunctionName: 'none', InvocationType: 'Event' });
    expect(missing.error).toBe('Lambda.ResourceNotFoundException');
  });
});
