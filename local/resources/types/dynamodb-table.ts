import type { CreateTableCommandInput, DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import type { Builder, Built, ResourceRequest } from '../builder.ts';
import type { Cloud } from '../cloud.ts';
import { capacityChange, otherShape } from './dynamodb-table-changes.ts';

type TableProperties = Omit<CreateTableCommandInput, 'TableName'>;

const FILE = 'local/resources/types/dynamodb-table.ts';
const SHARED = ['AttributeDefinitions', 'KeySchema', 'BillingMode', 'LocalSecondaryIndexes'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const dynamodbTable: Builder = (resource, cloud) => {
  // TimeToLive needs nothing: AWS itself may delete an expired item days later, so readers check the time anyway.
  resource.properties.refuse(['ImportSourceSpecification', 'StreamSpecification', 'KinesisStreamSpecification'], FILE);
  return createTable(resource, cloud, ['ProvisionedThroughput', 'GlobalSecondaryIndexes']);
};

/**
 * One replica, in the one region there is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
export const dynamodbGlobalTable: Builder = (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['StreamSpecification'], FILE);
  // Throughput of a global table is a range that AWS scales in; here nothing is throttled.
  const indexes = properties.groups('GlobalSecondaryIndexes').map(({ all: index }) => ({
    IndexName: index['IndexName'],
    KeySchema: index['KeySchema'],
    Projection: index['Projection'],
  }));
  const onDemand = { BillingMode: 'PAY_PER_REQUEST', ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }) };
  return createTable(resource, cloud, [], onDemand);
};

async function createTable(
  resource: ResourceRequest,
  cloud: Cloud,
  names: readonly string[],
  own = {},
): Promise<Built> {
  const { CreateTableCommand, ResourceInUseException, UpdateTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { properties } = resource;
  const TableName = properties.optionalText('TableName') ?? resource.physicalName({ maxLength: 255 });
  const settings = [...SHARED, ...names]
    .filter((name) => properties.has(name))
    .map((name) => [name, properties.all[name]]);
  const table = { ...Object.fromEntries(settings), ...own } as TableProperties;
  const client = await cloud.clients.dynamodb();
  try {
    await client.send(new CreateTableCommand({ ...table, TableName }));
    await activeTable(client, TableName);
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    // Kept since the last run; its items are what the user wants to find again.
    const kept = await activeTable(client, TableName);
    const member = otherShape(kept, table);
    if (member !== undefined) {
      throw new Error(
        `${TableName} is kept from the last run with another ${member}, which the local DynamoDB cannot change; ` +
          'start with --state and another folder, or with --memory, or give the table another name',
      );
    }
    const change = capacityChange(kept, table);
    if (change) await client.send(new UpdateTableCommand({ TableName, ...change }));
  }
  const Arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${TableName}`;
  return { ref: TableName, attributes: { Arn } };
}

/** It answers CREATING once, and is active by the next turn of the event loop. */
async function activeTable(client: DynamoDBClient, TableName: string): Promise<TableDescription> {
  const { DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return Table;
  }
}
