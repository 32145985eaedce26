import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';
import type { Builder, Built, ResourceRequest } from '../builder.ts';
import type { Cloud } from '../cloud.ts';

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
  const { CreateTableCommand, DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { properties } = resource;
  const TableName = properties.optionalText('TableName') ?? resource.physicalName({ maxLength: 255 });
  const settings = [...SHARED, ...names]
    .filter((name) => properties.has(name))
    .map((name) => [name, properties.all[name]]);
  const client = await cloud.clients.dynamodb();
  try {
    const table = { ...Object.fromEntries(settings), ...own } as TableProperties;
    await client.send(new CreateTableCommand({ ...table, TableName }));
  } catch (error) {
    // A table that was kept since the last run; its items are what the user wants to find again.
    if ((error as Error).name !== 'ResourceInUseException') throw error;
  }
  // It answers CREATING once, and is active by the next turn of the event loop.
  for (let status: string | undefined; status !== 'ACTIVE';) {
    status = (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  }
  const Arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${TableName}`;
  return { ref: TableName, attributes: { Arn } };
}
