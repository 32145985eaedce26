import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { UsageError } from '../command.ts';

/** BatchWriteItem takes no more. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const AT_ONCE = 25;
const BUSY_MS = 200;

/** The records of a JSON file, each with its key. Throws an Error that names the file and the record. */
export function readRecords(file: string, key: string): readonly Record<string, unknown>[] {
  const text = readFileSync(file, 'utf8');
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(records)) throw new UsageError(`${file} must hold a JSON list of records`);
  const bad = records.findIndex((record: Record<string, unknown> | null) => {
    const value = typeof record === 'object' ? record?.[key] : undefined;
    return typeof value !== 'string' || value.trim() === '';
  });
  if (bad >= 0) throw new UsageError(`${file}: record ${bad + 1} needs a text '${key}'`);
  return records as Record<string, unknown>[];
}

/** Writes records to a table; one that is there under the same key is replaced. */
export async function writeRecords(
  dynamodb: DynamoDBClient,
  table: string,
  records: readonly Record<string, unknown>[],
): Promise<void> {
  for (let from = 0; from < records.length; from += AT_ONCE) {
    let left: WriteRequest[] = records
      .slice(from, from + AT_ONCE)
      .map((record) => ({ PutRequest: { Item: marshall(record, { removeUndefinedValues: true }) } }));
    while (left.length > 0) {
      const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
      if (left.length > 0) await sleep(BUSY_MS);
    }
  }
}
