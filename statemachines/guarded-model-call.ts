import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Chain, Choice, Condition, Fail, Pass, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Tier } from '../functions/model-gateway/catalog.ts';
import {
  BUDGET_EXCEEDED,
  DEADLINE_EXCEEDED,
  MODEL_UNAVAILABLE,
  OTHER_ERRORS,
} from '../functions/model-gateway/errors.ts';
import { admission } from './guarded-model-call/admission.ts';
import type { AdmissionProps } from './guarded-model-call/admission.ts';
import { cachedAnswer } from './guarded-model-call/cached-answer.ts';
import { ENTERED, REDRIVES, variables } from './guarded-model-call/expressions.ts';
import type { Parts } from './guarded-model-call/expressions.ts';
import { addLambdaRetries, addModelCatches, addModelRetries } from './guarded-model-call/model-errors.ts';
import { admissionOf, attemptId, callState, deadlineOf, RETRIES, startedOf } from './guarded-model-call/model-task.ts';
import type { ModelTaskProps } from './guarded-model-call/model-task.ts';

/** One model of a fallback chain, as the state machine carries it. */
export interface ChainLink {
  readonly tier: Tier;
  readonly modelId: string;
  readonly contextTokens: number;
  /** The key of its breaker: one for each model, profile and region. */
  readonly breaker: string;
}

export interface GuardedModelCallProps extends ModelTaskProps, Pick<AdmissionProps, 'breakers' | 'lease' | 'passOver'> {
  readonly recordLostAttempt: IFunction;
  /** JSONata: the `ChainLink`s to try, in order, e.g. `$lookup($chains, $route.tier)`. */
  readonly chain: string;
  /** JSONata: the most tokens an answer may have. */
  readonly maxTokens: string;
  /** `none`: whoever waits needs another way now rather than this answer later. */
  readonly retries?: 'table' | 'none';
  /** Whether a model that the account may not use is passed over; otherwise it is reported, since someone must fix it. */
  readonly passOverDenied: boolean;
  /** JSONata: whether another model may be tried, e.g. within a budget; whether the first may is for the states before. */
  readonly allowed?: string;
  /** Where a call ends that nobody answered; by default, and in the end, in the Fail state that it is given. */
  readonly unavailable?: (fail: () => Fail) => IChainable;
}

/** What all guarded calls of a workflow share. */
export type Guard = Pick<
  GuardedModelCallProps,
  'recordLostAttempt' | 'deadline' | 'callTimeout' | 'passOverDenied' | 'breakers' | 'lease'
>;

/**
 * Every workflow's only way to a model.
 *
 *   Check breaker ─▶ May it be called? ─┬─ closed ───────────────────▶ Call model ─▶ (answer)
 *                      ▲                ├─ probe due ─▶ Claim probe ─────▲ │error
 *   Check next breaker ┘                └─ open, passed over ─┐            ▼
 *      ▲                                                      │      (Record lost attempt)
 *      │yes                                                   ▼            ▼
 *   Model and time left? ◀────────┐        Record failed attempt ◀─ Timed out before?
 *      │no       ▲                │yes                │             (not a timeout: at once)
 *      │         └─ Keep larger models,  ◀─ May another model help?        │no
 *      │            Keep other models                 │no                  ▼
 *      └──────────▶ cached answer ◀───────────────────┘             Halve max tokens ─▶ Model and time left?
 *                      └─ none ─▶ Model unavailable
 *
 * Answers with `{answer | answerRef, model, attempts, servedFrom, usage, costUsd}`. A healthy model costs two transitions more
 * than a bare call: its breaker is read, and a choice lets it through. `attempts[].latencyMs` is the wall time of a link, its
 * retries and back-offs included, whether it answered or not.
 */
export function guardedModelCall(scope: Construct, props: GuardedModelCallProps): Chain {
  const v = variables(props.names?.variables ?? 'model');
  const name = (sentence: string) => `${props.names?.states ?? ''}${sentence}`;
  const parts: Parts = { name, v, current: `$${v.chain}[$${v.index}]` };

  const beginLink = { [v.tokens]: `{% ${props.maxTokens} %}`, [v.halved]: false, [v.linkStarted]: `{% ${ENTERED} %}` };
  const begin = {
    [v.call]: '{% $uuid() %}',
    [v.chain]: `{% ${props.chain} %}`,
    [v.index]: 0,
    [v.fresh]: `{% $count(${props.chain}) %}`,
    [v.attempts]: [],
    [v.waits]: [],
    [v.servedFrom]: 'primary',
    [v.started]: `{% ${ENTERED} %}`,
    [v.redrives]: `{% ${REDRIVES} %}`,
    ...beginLink,
    [v.failure]: { code: 'NoModel', ...OTHER_ERRORS },
  };

  const goOn = { [v.started]: `{% ${startedOf(v, ENTERED)} %}`, [v.redrives]: `{% ${REDRIVES} %}` };

  const unavailable = unavailableWays(scope, parts, props);
  const call = callState(scope, parts, props);
  const record = Pass.jsonata(scope, name('Record failed attempt'), {
    assign: {
      [v.attempts]: `{% $append($${v.attempts}, [{"modelId": ${parts.current}.modelId, "outcome": $${v.failure}.code, "latencyMs": ${ENTERED} - $${v.linkStarted}}]) %}`,
      [v.waits]: `{% $append($${v.waits}, [$${v.failure}.retryAfterSeconds[$ != null]]) %}`,
      [v.index]: `{% $${v.index} + 1 %}`,
      [v.servedFrom]: 'fallback',
      ...beginLink,
      ...goOn,
    },
  });

  const check = admission(
    scope,
    parts,
    { ...props, first: `(${props.chain})[0].breaker`, begin },
    { admitted: call, refused: record },
  );
  const anyLeft = Choice.jsonata(scope, name('Model and time left?'))
    .when(Condition.jsonata(`{% $${v.index} >= $count($${v.chain}) %}`), unavailable.start)
    .when(Condition.jsonata(`{% ${ENTERED} >= ${deadlineOf(v, props)} %}`), unavailable.start, {
      assign: { [v.failure]: { code: DEADLINE_EXCEEDED, ...OTHER_ERRORS } },
    })
    .otherwise(check.next);
  if (props.allowed !== undefined) {
    anyLeft.when(Condition.jsonata(`{% $not(${props.allowed}) %}`), unavailable.start, {
      assign: { [v.failure]: { code: BUDGET_EXCEEDED, ...OTHER_ERRORS } },
    });
  }

  const halve = Pass.jsonata(scope, name('Halve max tokens'), {
    assign: { [v.tokens]: `{% $max([1, $floor($${v.tokens} / 2)]) %}`, [v.halved]: true, ...goOn },
  });
  const timedOutBefore = Choice.jsonata(scope, name('Timed out before?'))
    .when(Condition.jsonata(`{% $${v.halved} or $not($${v.failure}.halves) %}`), record)
    .otherwise(halve.next(anyLeft));
  const lost = LambdaInvoke.jsonata(scope, name('Record lost attempt'), {
    lambdaFunction: props.recordLostAttempt,
    payload: TaskInput.fromText(`{% ${admissionOf(parts, props, `$${v.lost}.attempt`, `$${v.lost}.retries`)} %}`),
    retryOnServiceExceptions: false,
  });
  addLambdaRetries(lost);
  // A count that is lost must not cost the answer.
  lost.addCatch(timedOutBefore, { errors: ['States.ALL'] });
  lost.next(timedOutBefore);

  if (props.retries !== 'none') addModelRetries(call);
  addModelCatches(call, {
    ...parts,
    spent: props.spent,
    timedOut: timedOutBefore,
    lost,
    lostAttempt: { [v.lost]: { attempt: `{% ${attemptId(v)} %}`, retries: `{% ${RETRIES} %}` } },
    failed: record,
    passOverDenied: props.passOverDenied,
  });

  record.next(
    Choice.jsonata(scope, name('May another model help?'))
      .when(Condition.jsonata(`{% $${v.failure}.fallback = "none" %}`), unavailable.start)
      .when(
        Condition.jsonata(`{% $${v.failure}.fallback = "larger" %}`),
        keep(scope, parts, 'Keep larger models', '$link.contextTokens > $failed.contextTokens').next(anyLeft),
      )
      .when(
        Condition.jsonata(`{% $${v.failure}.fallback = "other" %}`),
        keep(scope, parts, 'Keep other models', '$link.tier != $failed.tier').next(anyLeft),
      )
      .otherwise(anyLeft),
  );
  return Chain.custom(check.first, [call, ...unavailable.ends], call);
}

/** What becomes of a call that no model answered. */
function unavailableWays(scope: Construct, parts: Parts, props: GuardedModelCallProps) {
  const { v, name } = parts;
  const fail = () =>
    Fail.jsonata(scope, name('Model unavailable'), {
      error: MODEL_UNAVAILABLE,
      cause: `{% $string({"code": $${v.failure}.code, "tried": [$${v.attempts}.modelId], "retryAfterSeconds": $count($${v.waits}) > 0 ? $min($${v.waits}) : null}) %}`,
    });
  const end = props.unavailable?.(fail) ?? fail();
  if (props.cache === undefined) return { start: end, ends: [] };
  return cachedAnswer(scope, parts, props.cache, props.spent, end);
}

/** Goes on with those of the links that are left for which a condition on `$link` and `$failed` holds. */
function keep(scope: Construct, { v, name }: Parts, sentence: string, condition: string): Pass {
  const kept = `($failed := $${v.chain}[$${v.index} - 1]; [$filter($${v.chain}, function($link, $place) { $place >= $${v.index} and ${condition} })])`;
  return Pass.jsonata(scope, name(sentence), {
    assign: { [v.chain]: `{% ${kept} %}`, [v.index]: 0, [v.fresh]: `{% $count(${kept}) %}` },
  });
}
