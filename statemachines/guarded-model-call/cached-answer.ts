import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Choice, Condition, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, INextable } from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoGetItem } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { ENTERED, object } from './expressions.ts';
import type { Parts } from './expressions.ts';

export interface CacheProps {
  readonly answers: ITable;
  /** JSONata: the key of this request's answer, with the client in it. */
  readonly key: string;
  /** JSONata: whether this client takes an answer from before. */
  readonly allowed: string;
  /** An answer that is older helps nobody. */
  readonly maxAge: Duration;
}

/**
 *   Cached answer allowed? ─yes─▶ Find cached answer ─▶ Young enough? ─yes─▶ Serve cached answer ─▶ (answer, marked stale)
 *        │no                            │cannot be read      │no
 *        └──────────────────────────────┴────────────────────┴─▶ (unavailable)
 */
export function cachedAnswer(
  scope: Construct,
  { v, name }: Pick<Parts, 'v' | 'name'>,
  cache: CacheProps,
  spent: string,
  unavailable: IChainable,
): { readonly start: IChainable; readonly ends: readonly (IChainable & INextable)[] } {
  const found = `$${v.cached}`;
  const item = '$states.result.Item';
  const serve = Pass.jsonata(scope, name('Serve cached answer'), {
    outputs: `{% $merge([$parse(${found}.content), ${object({
      model: `{"tier": ${found}.tier, "modelId": ${found}.modelId}`,
      attempts: `$${v.attempts}`,
      servedFrom: '"cache"',
      stale: 'true',
      ageSeconds: `$floor((${ENTERED} - ${found}.at) / 1000)`,
      usage: `{"inputTokens": $${spent}.inputTokens, "outputTokens": $${spent}.outputTokens}`,
      costUsd: `$${spent}.costUsd`,
    })}]) %}`,
  });
  const find = DynamoGetItem.jsonata(scope, name('Find cached answer'), {
    table: cache.answers,
    key: { id: DynamoAttributeValue.fromString(`{% ${cache.key} %}`) },
    assign: {
      [v.cached]: `{% $merge([{"at": 0}, {"at": $number(${item}.at.N), "content": ${item}.content.S, "tier": ${item}.tier.S, "modelId": ${item}.modelId.S}]) %}`,
    },
  });
  find.addCatch(unavailable, { errors: ['States.ALL'] });
  find.next(
    Choice.jsonata(scope, name('Young enough?'))
      .when(Condition.jsonata(`{% ${ENTERED} - ${found}.at <= ${cache.maxAge.toMilliseconds()} %}`), serve)
      .otherwise(unavailable),
  );
  const start = Choice.jsonata(scope, name('Cached answer allowed?'))
    .when(Condition.jsonata(`{% ${cache.allowed} %}`), find)
    .otherwise(unavailable);
  return { start, ends: [serve] };
}
