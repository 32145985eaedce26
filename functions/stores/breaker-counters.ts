import { createHash } from 'node:crypto';
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bucketOf, latencyClass, WINDOW_BUCKETS } from '../model-gateway/breaker.ts';
import type { Counts } from '../model-gateway/breaker.ts';
import { conditionalUpdate, numberOf, numeric } from './conditional-update.ts';
import type { Item } from './conditional-update.ts';

/** One attempt of one call. */
export interface Attempt {
  /** The same for everyone who reports this attempt, so that it counts once. */
  readonly id: string;
  /** Of the breaker when the call was admitted; undefined when it could not be read. */
  readonly generation?: number;
  /** `neutral` says nothing of the model's health, such as a throttle. */
  readonly outcome: 'good' | 'bad' | 'neutral';
  /** Whether it gave no answer, for whatever reason. */
  readonly failed: boolean;
  /** Whether it took longer than all but one answer in twenty should. */
  readonly tardy: boolean;
  readonly latencyMs?: number;
  readonly costUsd?: number;
}

/** An attempt in the generation in which it counts. */
export type Counted = Attempt & { readonly generation: number };

/**
 * What happened to a breaker's calls: an item for each generation of its circuit, ten seconds and shard, with sums and the marks
 * of who is in them. The breaker's own item stays small, and a write to it is rare.
 */
export interface BreakerCounters {
  /** False when the attempt had been counted before. */
  count(breaker: string, attempt: Counted, at: number): Promise<boolean>;
  /** As `count`, for an attempt that may have counted itself before it was killed, minutes ago. */
  countLost(breaker: string, attempt: Counted, at: number): Promise<boolean>;
  /** The sums of the minute before `at`. */
  window(breaker: string, generation: number, at: number): Promise<Counts>;
}

export function breakerCounters(client: () => DynamoDBClient, TableName: string): BreakerCounters {
  async function count(breaker: string, attempt: Counted, at: number): Promise<boolean> {
    const key = keyOf(breaker, attempt.generation, bucketOf(at), shardOf(attempt.id));
    return (await conditionalUpdate(client(), TableName, key, counting(attempt, at))) !== undefined;
  }

  return {
    count,

    async countLost(breaker, attempt, at) {
      // It may have counted itself at any time since it began.
      const [bucket, shard, mark] = [bucketOf(at), shardOf(attempt.id), markOf(attempt.id)];
      const keys = last(LOST_BUCKETS, bucket).map((one) => keyOf(breaker, attempt.generation, one, shard));
      const items = await readAll(client(), TableName, keys);
      if (items.some(({ attempts }) => attempts?.SS?.includes(mark))) return false;
      // Its own write may still be under way: to this bucket, where it meets ours, or to one before, which is closed to it. A
      // function's clock is behind by its start, which is far less than two buckets.
      for (const before of [bucket - 2, bucket - 1]) {
        const free = await conditionalUpdate(client(), TableName, keyOf(breaker, attempt.generation, before, shard), {
          UpdateExpression: 'SET expires = :expires ADD lost :marks',
          ConditionExpression: NOT_COUNTED,
          values: { ':expires': expiry(at), ':mark': { S: mark }, ':marks': { SS: [mark] } },
        });
        if (free === undefined) return false;
      }
      return count(breaker, attempt, at);
    },

    async window(breaker, generation, at) {
      const items = await readAll(client(), TableName, windowKeys(breaker, generation, at));
      return countsOf(items);
    },
  };
}

/** The keys of all counters of a generation in the minute before `at`. */
export function windowKeys(breaker: string, generation: number, at: number): readonly Item[] {
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  return last(WINDOW_BUCKETS, bucketOf(at)).flatMap((bucket) =>
    shards.map((shard) => keyOf(breaker, generation, bucket, shard)),
  );
}

/** Items by their keys, at most a hundred; who is not there is left out. */
export async function readAll(
  client: DynamoDBClient,
  TableName: string,
  keys: readonly Item[],
): Promise<readonly Item[]> {
  const Keys = keys.map((key) => ({ ...key }));
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
  );
  if (UnprocessedKeys?.[TableName]) throw new Error('DynamoDB did not read every counter; try again');
  return Responses?.[TableName] ?? [];
}

export function countsOf(items: readonly Item[]): Counts {
  const sum = (name: string) => items.reduce((total, item) => total + numberOf(item[name]), 0);
  return { calls: sum('calls'), bad: sum('bad'), samples: sum('samples'), errors: sum('errors'), tardy: sum('tardy') };
}

/** How an attempt appears among those that were counted: short, since every write pays for the size of its item. */
export function markOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 16);
}

/** 17 bytes a mark: with 4 shards an item stays within a write unit of 1 KB up to some 20 calls a second. */
const SHARDS = 4;
// Longer than the longest function, with room for its task's timeout: 5 minutes.
const LOST_BUCKETS = 30;
const KEPT_SECONDS = 3600;
const NOT_COUNTED = 'NOT contains(attempts, :mark) AND NOT contains(lost, :mark)';

function shardOf(id: string): number {
  return markOf(id).charCodeAt(0) % SHARDS;
}

function keyOf(breaker: string, generation: number, bucket: number, shard: number): Item {
  return { breaker: { S: `${breaker}#${generation}#${bucket}#${shard}` } };
}

function last(count: number, bucket: number): readonly number[] {
  return Array.from({ length: count }, (_, ago) => bucket - ago);
}

function expiry(at: number) {
  return numeric(Math.ceil(at / 1000) + KEPT_SECONDS);
}

/** One attempt, once, whoever reports it again. */
function counting({ id, outcome, failed, tardy, latencyMs, costUsd = 0 }: Attempt, at: number) {
  const mark = markOf(id);
  const flag = (holds: boolean) => numeric(holds ? 1 : 0);
  const latency = latencyMs === undefined ? '' : `, latency${latencyClass(latencyMs)} :one`;
  return {
    UpdateExpression: `SET expires = :expires ADD samples :one, calls :call, bad :bad, errors :error, tardy :tardy, costNanoUsd :cost, attempts :marks${latency}`,
    ConditionExpression: NOT_COUNTED,
    values: {
      ':expires': expiry(at),
      ':one': numeric(1),
      ':call': flag(outcome !== 'neutral'),
      ':bad': flag(outcome === 'bad'),
      ':error': flag(failed),
      ':tardy': flag(tardy),
      ':cost': numeric(Math.round(costUsd * 1e9)),
      ':mark': { S: mark },
      ':marks': { SS: [mark] },
    },
  };
}
