import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';

import { DYNAMODB } from '../../../local/store/state-folder.ts';
import { copyFolder, removeFolders } from '../store/state-folder.ts';
import { KeptCloud } from './kept-cloud.ts';

let kept: KeptCloud;
let client: DynamoDBClient;
const start = async (next: Promise<KeptCloud>) => {
  kept = await next;
  client = await kept.clients.dynamodb();
};
beforeEach(() => start(KeptCloud.start()));
afterEach(async () => {
  await kept.stop();
  removeFolders();
});

const createTable = (TableName = 'orders') =>
  client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'at', 'customer'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-customer',
          KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
const item = (id: string, customer = 'a') => ({ id: { S: id }, at: { S: '\0é\u{1f600}' }, customer: { S: customer } });
const put = (Item: ReturnType<typeof item>) => client.send(new PutItemCommand({ TableName: 'orders', Item }));
const key = ({ id, at }: ReturnType<typeof item>) => ({ id, at });
const ids = (items: readonly Record<string, { S?: string }>[] = []) => items.map(({ id }) => id?.S).sort();
const ofCustomer = async (customer: string) =>
  (
    await client.send(
      new QueryCommand({
        TableName: 'orders',
        IndexName: 'by-customer',
        KeyConditionExpression: 'customer = :c',
        ExpressionAttributeValues: { ':c': { S: customer } },
      }),
    )
  ).Items as Record<string, { S?: string }>[];

it('tables, items, indexes and tags are there after a kill, as the last call left them', async () => {
  const { TableDescription } = await createTable();
  for (const id of ['1', '2', '3']) await put(item(id));
  const PutRequests = ['4', '5'].map((id) => ({ PutRequest: { Item: item(id, 'b') } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { orders: PutRequests } }));
  await client.send(new DeleteItemCommand({ TableName: 'orders', Key: key(item('2')) }));
  const change = {
    UpdateExpression: 'SET customer = :b, n = :n',
    ExpressionAttributeValues: { ':b': { S: 'b' }, ':n': { N: '7' } },
  };
  await client.send(new UpdateItemCommand({ TableName: 'orders', Key: key(item('3')), ...change }));
  const ResourceArn = TableDescription?.TableArn;
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'x' }] }));

  for (let kill = 1; kill <= 2; kill++) {
    await start(kept.killed());
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'orders' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', TableId: TableDescription?.TableId });
    expect(ids((await client.send(new ScanCommand({ TableName: 'orders' }))).Items as never)).toEqual([
      '1',
      '3',
      '4',
      '5',
    ]);
    const { Item } = await client.send(new GetItemCommand({ TableName: 'orders', Key: key(item('3')) }));
    expect(Item).toEqual({ ...item('3', 'b'), n: { N: '7' } });
    expect(ids(await ofCustomer('a'))).toEqual(['1']);
    expect(ids(await ofCustomer('b'))).toEqual(['3', '4', '5']);
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'x' }]);
  }
});

it('a deleted table stays deleted, and another of its name is empty', async () => {
  await createTable();
  await put(item('1'));
  await client.send(new DeleteTableCommand({ TableName: 'orders' }));
  await start(kept.killed());
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
  await createTable();
  await start(kept.killed());
  expect((await client.send(new ScanCommand({ TableName: 'orders' }))).Count).toBe(0);
});

it('a kill in the middle of a change of tables leaves none in between', async () => {
  for (const name of ['orders', 'made', 'gone']) await createTable(name);
  await put(item('1'));
  const Item = item('2');
  await client.send(new PutItemCommand({ TableName: 'gone', Item }));
  const state = copyFolder(kept.state);
  // As dynalite writes them before the change is over; nothing can stop it there from outside.
  const file = new DatabaseSync(`${state}/dynamodb.sqlite`);
  for (const [name, status] of [
    ['made', 'CREATING'],
    ['gone', 'DELETING'],
  ])
    file
      .prepare(`UPDATE entries SET value = json_set(value, '$.TableStatus', ?) WHERE key = ?`)
      .run(status ?? '', `table~${name}`);
  file.close();
  await kept.stop();
  await start(KeptCloud.start({ state }));
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['made', 'orders']);
  await client.send(new PutItemCommand({ TableName: 'made', Item }));
  await createTable('gone');
  expect((await client.send(new ScanCommand({ TableName: 'gone' }))).Count).toBe(0);
  expect((await client.send(new ScanCommand({ TableName: 'orders' }))).Count).toBe(1);
});

it('the keys in the file are those of this version of it', async () => {
  await createTable();
  await put(item('1'));
  const file = new DatabaseSync(`${copyFolder(kept.state)}/dynamodb.sqlite`);
  const keys = file.prepare('SELECT key FROM entries ORDER BY key').all();
  file.close();
  // Fails when another version of the library has other keys: then DYNAMODB gets another version, since what lies in a
  // folder of before does not fit any more.
  const item1 = 'item-orders~48e6ac/31/00c3a9f09f9880/';
  expect({ version: DYNAMODB.version, keys }).toEqual({
    version: 1,
    keys: [item1, 'table~orders'].map((key) => ({ key })),
  });
});
