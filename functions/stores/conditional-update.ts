import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/** What a table is written with; a test may put something between. */
export type Client = Pick<DynamoDBClient, 'send'>;

export interface Update extends Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'
> {
  readonly values: Item;
  /** Whether the item as it is then is wanted; otherwise an empty one says that it was written. */
  readonly returnsItem?: boolean;
}

/** Undefined, and nothing changed, when the condition does not hold. */
export async function conditionalUpdate(
  client: Client,
  TableName: string,
  key: Item,
  { values, returnsItem = false, ...expressions }: Update,
): Promise<Item | undefined> {
  try {
    const { Attributes } = await (client as DynamoDBClient).send(
      new UpdateItemCommand({
        TableName,
        Key: { ...key },
        ...expressions,
        ExpressionAttributeValues: { ...values },
        ReturnValues: returnsItem ? 'ALL_NEW' : 'NONE',
      }),
    );
    return Attributes ?? {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/**
 * A client that gives up: a table that hangs must not hold back an answer that is there. All that is written here may be
 * written twice.
 */
export function impatientClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 2, requestHandler: IMPATIENT });
}

/** Milliseconds. Without the flag the SDK only warns. */
export const IMPATIENT = { connectionTimeout: 1000, requestTimeout: 1000, throwOnRequestTimeout: true } as const;

/** Makes a client when it is first needed. */
export function lazily(connect: () => Client): () => DynamoDBClient {
  let client: Client | undefined;
  return () => (client ??= connect()) as DynamoDBClient;
}

export function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0);
}

export function numeric(value: number): AttributeValue {
  return { N: String(value) };
}
