import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Chain, Choice, Condition, Fail, Pass, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FALLBACK_CHAINS, TIERS } from '../functions/model-gateway/catalog.ts';
import type { Tier } from '../functions/model-gateway/catalog.ts';
import {
  DEADLINE_EXCEEDED,
  MALFORMED_ANSWER,
  MODEL_UNAVAILABLE,
  OTHER_ERRORS,
} from '../functions/model-gateway/errors.ts';
import { addModelCatches, addModelRetries } from './guarded-model-call/model-errors.ts';

/** One model of a fallback chain, as the state machine carries it. */
export interface ChainLink {
  readonly tier: Tier;
  readonly modelId: string;
  readonly contextTokens: number;
}

export interface GuardedModelCallProps {
  readonly invokeModel: IFunction;
  /** JSONata: the `ChainLink`s to try, in order, e.g. `$lookup($chains, $route.tier)`. */
  readonly chain: string;
  /** JSONata: the validated request. */
  readonly request: string;
  /** JSONata: the most tokens an answer may have. */
  readonly maxTokens: string;
  /** JSONata: which rule chose the chain; a fact for the metrics. */
  readonly strategy: string;
  /** JSONata: `{inputTokens, outputTokens, costUsd}` spent before, which the sums start from. */
  readonly spent: string;
  /** After it no further model is tried. The retries of one state are ASL's own and do not look at it. */
  readonly deadline: Duration;
  /** For one run of the function. */
  readonly callTimeout: Duration;
  /** Whether a model that the account may not use is passed over; otherwise it is reported, since someone must fix it. */
  readonly passOverDenied: boolean;
  /** Of state names and variables, where a machine has several guarded calls. Variables of an inner scope must differ too. */
  readonly prefix?: { readonly states: string; readonly variables: string };
}

/**
 * Every workflow's only way to a model.
 *
 *   Start model chain ─▶ Model and time left? ─no──────────────────────────▶ Model unavailable
 *                          ▲   │yes                                                 ▲
 *                          │   ▼                                                    │
 *   Halve max tokens ──────┤ Call model ─▶ Usable answer? ─yes─▶ Record answer      │
 *      ▲no                 │   │error          │no                                  │
 *   Timed out before? ◀────┼───┤               │                                    │
 *      │yes                │   ▼               │                                    │
 *      └─────────▶ Record failed attempt ◀─────┘                                    │
 *                          │   │                                                    │
 *                          │   ▼                                                    │
 *                          └─ May another model help? ─no───────────────────────────┘
 *                          └─ Keep larger models ◀─ context overflow
 *
 * Ends in "Record answer", whose output is `{answer | answerRef, model, attempts, servedFrom, usage, costUsd}`.
 * `attempts[].latencyMs` is the wall time of a link, its retries and back-offs included, whether it answered or not.
 * Time is what the states' EnteredTime says, so that it is the same for every reader of the history.
 */
export function guardedModelCall(scope: Construct, props: GuardedModelCallProps): Chain {
  const name = (sentence: string) => `${props.prefix?.states ?? ''}${sentence}`;
  const v = variables(props.prefix?.variables ?? 'model');
  const current = `$${v.chain}[$${v.index}]`;
  const elapsedSeconds = `(${ENTERED} - $${v.started}) / 1000`;
  const wallMs = `${ENTERED} - $${v.linkStarted}`;
  const deadline = props.deadline.toSeconds();
  const beginLink = { [v.tokens]: `{% ${props.maxTokens} %}`, [v.halved]: false, [v.linkStarted]: `{% ${ENTERED} %}` };

  const unavailable = Fail.jsonata(scope, name('Model unavailable'), {
    error: MODEL_UNAVAILABLE,
    cause: `{% $string({"code": $${v.failure}.code, "tried": [$${v.attempts}.modelId], "retryAfterSeconds": $${v.failure}.retryAfterSeconds}) %}`,
  });

  const start = Pass.jsonata(scope, name('Start model chain'), {
    assign: {
      [v.chain]: `{% ${props.chain} %}`,
      [v.index]: 0,
      [v.attempts]: [],
      [v.servedFrom]: 'primary',
      [v.spent]: `{% ${props.spent} %}`,
      [v.started]: `{% ${ENTERED} %}`,
      ...beginLink,
      [v.failure]: { code: 'NoModel', ...OTHER_ERRORS },
    },
  });

  const call = LambdaInvoke.jsonata(scope, name('Call model'), {
    lambdaFunction: props.invokeModel,
    payload: TaskInput.fromObject({
      request: `{% ${props.request} %}`,
      tier: `{% ${current}.tier %}`,
      modelId: `{% ${current}.modelId %}`,
      maxTokens: `{% $${v.tokens} %}`,
      workflow: '{% $states.context.StateMachine.Name %}',
      strategy: `{% ${props.strategy} %}`,
    }),
    // A task that starts late in the chain gets only the time that is left; 1 s is the least that ASL allows.
    taskTimeout: Timeout.jsonata(
      `{% $min([${props.callTimeout.toSeconds()}, $max([1, $ceil(${deadline} - ${elapsedSeconds})])]) %}`,
    ),
    retryOnServiceExceptions: false,
    assign: {
      [v.result]: '{% $states.result.Payload %}',
      [v.spent]: {
        inputTokens: `{% $${v.spent}.inputTokens + $states.result.Payload.usage.inputTokens %}`,
        outputTokens: `{% $${v.spent}.outputTokens + $states.result.Payload.usage.outputTokens %}`,
        // Nine digits: the cheapest token costs 1e-7 $, and binary fractions add noise far behind that.
        costUsd: `{% $round($${v.spent}.costUsd + $states.result.Payload.costUsd, 9) %}`,
      },
    },
  });

  const record = Pass.jsonata(scope, name('Record failed attempt'), {
    assign: {
      [v.attempts]: `{% $append($${v.attempts}, [{"modelId": ${current}.modelId, "outcome": $${v.failure}.code, "latencyMs": ${wallMs}}]) %}`,
      [v.index]: `{% $${v.index} + 1 %}`,
      [v.servedFrom]: 'fallback',
      ...beginLink,
    },
  });

  const answered = Pass.jsonata(scope, name('Record answer'), {
    outputs: `{% $merge([$${v.result}.content, {"model": {"tier": ${current}.tier, "modelId": ${current}.modelId}, "attempts": $append($${v.attempts}, [{"modelId": ${current}.modelId, "outcome": $${v.result}.outcome, "latencyMs": ${wallMs}}]), "servedFrom": $${v.servedFrom}, "usage": {"inputTokens": $${v.spent}.inputTokens, "outputTokens": $${v.spent}.outputTokens}, "costUsd": $${v.spent}.costUsd}]) %}`,
  });

  const halve = Pass.jsonata(scope, name('Halve max tokens'), {
    assign: { [v.tokens]: `{% $max([1, $floor($${v.tokens} / 2)]) %}`, [v.halved]: true },
  });
  const largerOnly = Pass.jsonata(scope, name('Keep larger models'), {
    assign: {
      [v.chain]: `{% [$${v.chain}[contextTokens > $${v.chain}[$${v.index} - 1].contextTokens]] %}`,
      [v.index]: 0,
    },
  });

  const timedOutBefore = Choice.jsonata(scope, name('Timed out before?'))
    .when(Condition.jsonata(`{% $${v.halved} %}`), record)
    .otherwise(halve);
  const mayAnotherHelp = Choice.jsonata(scope, name('May another model help?'))
    .when(Condition.jsonata(`{% $${v.failure}.fallback = "none" %}`), unavailable)
    .when(Condition.jsonata(`{% $${v.failure}.fallback = "larger" %}`), largerOnly);
  const anyLeft = Choice.jsonata(scope, name('Model and time left?'))
    .when(Condition.jsonata(`{% $${v.index} >= $count($${v.chain}) %}`), unavailable)
    .when(Condition.jsonata(`{% ${elapsedSeconds} >= ${deadline} %}`), unavailable, {
      assign: {
        [v.failure]: { code: DEADLINE_EXCEEDED, retryAfterSeconds: OTHER_ERRORS.retryAfterSeconds, fallback: 'none' },
      },
    })
    .otherwise(call);
  const usable = Choice.jsonata(scope, name('Usable answer?'))
    .when(Condition.jsonata(`{% $${v.result}.outcome = "malformed" %}`), record, {
      assign: { [v.failure]: { code: MALFORMED_ANSWER, ...OTHER_ERRORS } },
    })
    .otherwise(answered);

  start.next(anyLeft);
  call.next(usable);
  addModelRetries(call);
  addModelCatches(call, v.failure, { timedOut: timedOutBefore, failed: record, passOverDenied: props.passOverDenied });
  record.next(mayAnotherHelp.otherwise(anyLeft));
  halve.next(anyLeft);
  largerOnly.next(anyLeft);
  return Chain.custom(start, [answered], answered);
}

/** The chains by tier, to be assigned to a variable that `props.chain` looks into. */
export function fallbackChains(link: (tier: Tier) => ChainLink): Readonly<Record<Tier, readonly ChainLink[]>> {
  const chain = (tier: Tier) => FALLBACK_CHAINS[tier].map(link);
  return Object.fromEntries(TIERS.map((tier) => [tier, chain(tier)])) as Record<Tier, ChainLink[]>;
}

// Milliseconds since the epoch.
const ENTERED = '$toMillis($states.context.State.EnteredTime)';

function variables(prefix: string) {
  return {
    chain: `${prefix}Chain`,
    index: `${prefix}Index`,
    attempts: `${prefix}Attempts`,
    servedFrom: `${prefix}ServedFrom`,
    spent: `${prefix}Spent`,
    started: `${prefix}Started`,
    linkStarted: `${prefix}LinkStarted`,
    tokens: `${prefix}Tokens`,
    halved: `${prefix}Halved`,
    failure: `${prefix}Failure`,
    result: `${prefix}Result`,
  } as const;
}
