import { Choice, Condition, Map, Pass, ProvideItems } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import { guardedModelCall } from '../guarded-model-call.ts';
import { ANSWERED, CONTENT, NOTHING_SPENT } from '../guarded-model-call/expressions.ts';
import type { Guard } from '../guarded-model-call.ts';

export interface ReadPartsProps {
  readonly guard: Guard;
  /** Verb and noun, e.g. `Extract invoice`. */
  readonly call: string;
  /** For variables and the names of states, e.g. `extract`; one word. */
  readonly verb: string;
  readonly callModel: IFunction;
  readonly tier: Tier;
  /** An answer about one part has at most so many. */
  readonly maxTokens: number;
  /** What to do with the results, where no outer state does it. */
  readonly assign?: Record<string, unknown>;
}

// Five long documents at once would be 25 calls, half of what a fresh account may have running.
const AT_ONCE = 5;

/**
 *   for each part:  Take part ─▶ Call model (guarded) ─▶ Was it read? ─┬─ yes ─▶ Keep part
 *                                      │unavailable                    └─ declined ─▶ Note declined part
 *                                      └─▶ Note failed part
 *
 * One result a part, in order: a part that failed costs no other. Output: a list of `PartResult`s with usage and cost each.
 */
export function readParts(
  scope: Construct,
  { guard, call, verb, callModel, tier, maxTokens, assign }: ReadPartsProps,
): Map {
  const [spent, part] = [`${verb}Spent`, `${verb}Part`];
  const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
  const name = (sentence: string) => `${title}: ${sentence}`;
  const which = `"part": {"index": $${part}.index, "label": $${part}.label}`;
  const paid = `"spent": $${spent}`;

  const take = Pass.jsonata(scope, name('Take part'), {
    assign: {
      [part]: '{% $states.input %}',
      [spent]: NOTHING_SPENT,
    },
  });
  const ask = guardedModelCall(scope, {
    ...guard,
    callModel,
    chain: `$chains.${tier}`,
    request: `{"documentId": $document.documentId, "part": $${part}}`,
    maxTokens: String(maxTokens),
    spent,
    unavailable: () =>
      Pass.jsonata(scope, name('Note failed part'), {
        outputs: `{% {${which}, ${paid}, "failed": $${verb}Failure.code} %}`,
      }),
    names: { states: `${title}: `, variables: verb, call },
  });
  const keep = Pass.jsonata(scope, name('Keep part'), {
    outputs: `{% $merge([{${which}, ${paid}}, ${CONTENT}]) %}`,
  });
  const declined = Pass.jsonata(scope, name('Note declined part'), {
    outputs: `{% {${which}, ${paid}, "failed": $states.input.attempts[-1].outcome} %}`,
  });
  ask.next(
    Choice.jsonata(scope, name('Was it read?'))
      .when(Condition.jsonata(`{% ${ANSWERED} %}`), keep)
      .otherwise(declined),
  );
  return Map.jsonata(scope, `${call} part by part`, {
    items: ProvideItems.jsonata('{% $document.parts %}'),
    maxConcurrency: AT_ONCE,
    assign,
  }).itemProcessor(take.next(ask));
}
