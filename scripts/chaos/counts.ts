import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isProbe } from './breaker-rules.ts';
import { ANSWERS, BREAKER_OPEN, breakerOf, BREAKERS_TABLE, COUNTED_ERRORS, MODEL_IDS, shortName } from './models.ts';
import type { CountsSeen, RunSeen } from './recording.ts';

/** What every breaker has counted so far, in all of its counters together, by model id. */
export async function readCounts(dynamodb: DynamoDBClient): Promise<Readonly<Record<string, CountsSeen>>> {
  const sums: Record<string, CountsSeen> = {};
  const pages = paginateScan({ client: dynamodb }, { TableName: BREAKERS_TABLE, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const { breaker, ...item } of Items) {
      const modelId = MODEL_IDS.find((one) => breaker?.S?.startsWith(`${breakerOf(one)}#`));
      if (modelId === undefined) continue;
      const of = (name: keyof CountsSeen) => Number(item[name]?.N ?? 0) + (sums[modelId]?.[name] ?? 0);
      sums[modelId] = { samples: of('samples'), calls: of('calls'), bad: of('bad') };
    }
  }
  return sums;
}

/** An attempt counts once; a probe does not, since its lease tells of it. */
export function miscounts(
  counts: Readonly<Record<string, CountsSeen>>,
  before: Readonly<Record<string, CountsSeen>>,
  runs: readonly RunSeen[],
): readonly string[] {
  return MODEL_IDS.flatMap((modelId) => {
    const made = runs.filter((run) => run.modelId === modelId && !isProbe(run) && run.result !== BREAKER_OPEN);
    const bad = made.filter(({ result }) => COUNTED_ERRORS.includes(result)).length;
    const good = made.filter(({ result }) => ANSWERS.includes(result)).length;
    const due: CountsSeen = { samples: made.length, calls: good + bad, bad };
    return (Object.keys(due) as (keyof CountsSeen)[]).flatMap((name) => {
      const counted = (counts[modelId]?.[name] ?? 0) - (before[modelId]?.[name] ?? 0);
      return counted === due[name] ? [] : [`${shortName(modelId)} counted ${counted} ${name}, not ${due[name]}`];
    });
  });
}
