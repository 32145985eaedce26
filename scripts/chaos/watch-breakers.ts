import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakerOf, BREAKERS_TABLE, MODEL_IDS } from './models.ts';
import type { BreakerSeen, Circuit } from './recording.ts';

const EVERY_MS = 500;

/** Reads every breaker twice a second until it is stopped. */
export function watchBreakers(dynamodb: DynamoDBClient) {
  const seen: Record<string, BreakerSeen[]> = Object.fromEntries(MODEL_IDS.map((modelId) => [modelId, []]));
  let stopped = false;

  async function look(): Promise<void> {
    const from = Date.now();
    const Keys = MODEL_IDS.map((modelId) => ({ breaker: { S: breakerOf(modelId) } }));
    const { Responses } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [BREAKERS_TABLE]: { Keys, ConsistentRead: true } } }),
    );
    const by = Date.now();
    const items = new Map(Responses?.[BREAKERS_TABLE]?.map((item) => [item.breaker?.S, item]));
    for (const modelId of MODEL_IDS) {
      const { circuit, generation, openUntil, avoidUntil } = items.get(breakerOf(modelId)) ?? {};
      seen[modelId]?.push({
        from,
        by,
        circuit: (circuit?.S ?? 'CLOSED') as Circuit,
        generation: number(generation),
        openUntil: number(openUntil),
        avoidUntil: number(avoidUntil),
      });
    }
  }

  async function watch(): Promise<void> {
    while (!stopped) {
      await look();
      await sleep(EVERY_MS);
    }
    await look();
  }

  const watching = watch();
  // Whoever stops it hears of a failure; until then it must not end the process.
  watching.catch(() => undefined);
  return {
    seen,
    async stop() {
      stopped = true;
      await watching;
    },
  };
}

function number(value: AttributeValue | undefined): number {
  return Number(value?.N ?? 0);
}
