import { DynamoDBClient, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

import type { ServerProcess } from '../support/server-process.ts';

const NAME = 'writes';
const LATEST = 'latest';
const QUEUE_PATH = `/000000000000/${NAME}`;

/** The resources that are written to, for the app's template. */
export const STORES = {
  WrittenBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: NAME } },
  WrittenQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: NAME } },
  WrittenTable: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: NAME,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
};

/** A client that writes numbers into S3, SQS and DynamoDB, and knows which of them were answered. */
export class Writes {
  /** What must be there: `object 7`, `item 7`, `message 7`. */
  readonly #answered = new Set<string>();
  /** Messages whose deletion was answered. */
  readonly #deleted = new Set<string>();
  #next = 0;

  get answered(): number {
    return this.#answered.size;
  }

  /** The next number: a new object, item and message, and the latest object and item replaced. */
  async write(server: ServerProcess, happened: (count: number) => void): Promise<void> {
    const { s3, sqs, dynamodb } = clientsOf(server);
    const number = this.#next++;
    const Body = String(number);
    const object = (Key: string) => s3.send(new PutObjectCommand({ Bucket: NAME, Key, Body }));
    const item = (id: string) =>
      dynamodb.send(new PutItemCommand({ TableName: NAME, Item: { id: { S: id }, number: { N: Body } } }));
    const writes: readonly (readonly [what: string, answer: Promise<unknown>])[] = [
      ['object', object(Body)],
      ['latest object', object(LATEST)],
      ['item', item(Body)],
      ['latest item', item(LATEST)],
      ['message', sqs.send(new SendMessageCommand({ QueueUrl: server.url + QUEUE_PATH, MessageBody: Body }))],
    ];
    // All of them are waited for: one that fails must not hide that another was answered.
    const results = await Promise.allSettled(
      writes.map(async ([what, answer]) => {
        await answer;
        this.#answered.add(`${what} ${number}`);
        happened(1);
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** In a sentence each: what was answered and is not there, or is there again. Takes the messages out of the queue. */
  async check(server: ServerProcess): Promise<readonly string[]> {
    const found = new Set([...(await objects(server)), ...(await items(server))]);
    const wrong: string[] = [];
    for (const number of await this.#takeMessages(server)) {
      if (this.#deleted.has(number)) wrong.push(`message ${number} is there again after its deletion`);
      this.#deleted.add(number);
    }
    for (const number of this.#deleted) found.add(`message ${number}`);
    const latest = (what: string) =>
      [...found].filter((name) => name.startsWith(`latest ${what} `)).map(numberOf)[0] ?? -1;
    for (const what of this.#answered) {
      const kind = /^latest (\w+)/.exec(what)?.[1];
      const there = kind === undefined ? found.has(what) : latest(kind) >= numberOf(what);
      if (!there) wrong.push(`${what} was answered and is lost`);
    }
    return wrong;
  }

  async #takeMessages(server: ServerProcess): Promise<readonly string[]> {
    const { sqs } = clientsOf(server);
    const taken: string[] = [];
    const QueueUrl = server.url + QUEUE_PATH;
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return taken;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      taken.push(...Messages.map(({ Body = '' }) => Body));
    }
  }
}

const numberOf = (name: string) => Number(name.split(' ').at(-1));

/** The objects that are there with what belongs into them. */
async function objects(server: ServerProcess): Promise<readonly string[]> {
  const { s3 } = clientsOf(server);
  const found: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: NAME })) {
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: NAME, Key }));
      const number = (await Body?.transformToString()) ?? '';
      found.push(Key === LATEST ? `latest object ${number}` : Key === number ? `object ${number}` : `damaged ${Key}`);
    }
  }
  return found;
}

async function items(server: ServerProcess): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: clientsOf(server).dynamodb }, { TableName: NAME })) {
    for (const { id, number } of Items) {
      found.push(
        id?.S === LATEST ? `latest item ${number?.N}` : id?.S === number?.N ? `item ${id?.S}` : `damaged ${id?.S}`,
      );
    }
  }
  return found;
}

interface StoreClients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
}

const clients = new WeakMap<ServerProcess, StoreClients>();

/** Of one process; they go with it. */
function clientsOf(server: ServerProcess): StoreClients {
  let known = clients.get(server);
  if (!known) {
    const { settings } = server;
    known = {
      s3: new S3Client({ ...settings, forcePathStyle: true }),
      sqs: new SQSClient(settings),
      dynamodb: new DynamoDBClient(settings),
    };
    clients.set(server, known);
  }
  return known;
}
