import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Checked } from '../schemas/checked.ts';

/** Records that other systems write to a table, found by one key. */
export interface Records<Key extends string, T> {
  readonly TableName: string;
  readonly key: Key;
  readonly check: (value: unknown) => Checked<T>;
}

/** The record under the first of these keys that there is. Throws when it is not what it should be: somebody has to mend it. */
export async function findRecord<T>(
  client: DynamoDBClient,
  { TableName, key, check }: Records<string, T>,
  values: readonly string[],
): Promise<T | undefined> {
  for (const value of values) {
    const { Item: item } = await client.send(new GetItemCommand({ TableName, Key: { [key]: { S: value } } }));
    if (item === undefined) continue;
    const checked = check(plain({ M: item }));
    if ('value' in checked) return checked.value;
    throw new Error(`${TableName} has ${key} ${value}, which cannot be used: ${checked.problems.join('; ')}`);
  }
  return undefined;
}

/** A value as JSON has it; what JSON does not have is undefined. */
function plain(value: AttributeValue): unknown {
  if (value.M !== undefined)
    return Object.fromEntries(Object.entries(value.M).map(([name, one]) => [name, plain(one)]));
  if (value.L !== undefined) return value.L.map(plain);
  if (value.N !== undefined) return Number(value.N);
  if (value.NULL === true) return null;
  return value.S ?? value.BOOL;
}
