import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Fail, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { INVALID_INPUT, PASSED_OVER } from '../functions/model-gateway/errors.ts';
import { guardedModelCall } from './guarded-model-call.ts';
import type { ChainLink, Guard } from './guarded-model-call.ts';
import { NOTHING_SPENT } from './guarded-model-call/expressions.ts';
import { addLambdaRetries } from './guarded-model-call/model-errors.ts';
import { NO_BUDGET, reserveBudget, settleBudget } from './model-router/budget.ts';
import { firstExecution } from './model-router/first-execution.ts';
import { routes } from './model-router/routes.ts';

export interface ModelRouterSteps extends Guard {
  readonly validateRequest: IFunction;
  readonly classifyPrompt: IFunction;
  readonly invokeModel: IFunction;
  readonly reserveBudget: IFunction;
  readonly settleBudget: IFunction;
  readonly answers: ITable;
  readonly claims: ITable;
  /** The state machine's own name. */
  readonly machine: string;
  /** By tier: who answers, in order. */
  readonly chains: Readonly<Record<ChainLink['tier'], readonly ChainLink[]>>;
  /** Who classifies, in order. */
  readonly classifiers: readonly ChainLink[];
  /** From 0 to 1; a verdict below it goes one tier up. */
  readonly confidenceGate: number;
  /** A classifier that takes longer has failed; its caller is waiting for the answer, not for the verdict. */
  readonly classifierTimeout: Duration;
  /** The most tokens a verdict may have. */
  readonly classifierTokens: number;
  /** A cached answer that is older helps nobody. */
  readonly answerMaxAge: Duration;
}

/**
 *   Validate request ─▶ Who asks? ─┬─ with an idempotency key ─▶ Claim idempotency key ─▶ Client known? ─┐
 *      │invalid                    ├─ a client ──▶ Reserve budget ◀──────────────────────────────────────┤
 *      ▼                           │                  │                                                  │
 *   Reject request                 └─▶ Which route? ◀─┴──────────────────────────────────────────────────┘
 *                                        ├─ tier ────────▶ Route by tier ──────────────────────────────┐
 *                                        ├─ task type ───▶ Route by task type ─────────────────────────┤
 *                                        └─▶ Classify prompt (guarded) ─▶ Confident enough? ─ yes ─▶ Route by content
 *                                                │unavailable                 ├─ no ──▶ Route one tier up
 *                                                └─▶ Route without verdict ◀──┘ no verdict             │
 *                                                                                                      ▼
 *                                         Return answer ◀─ Settle budget ◀─ Call model (guarded) ◀─────┘
 */
export function modelRouter(scope: Construct, steps: ModelRouterSteps): IChainable {
  const rejected = Fail.jsonata(scope, 'Reject request', {
    error: INVALID_INPUT,
    cause: '{% $parse($states.input.Cause).errorMessage %}',
  });
  const validate = LambdaInvoke.jsonata(scope, 'Validate request', {
    lambdaFunction: steps.validateRequest,
    payload: TaskInput.fromText('{% $states.input %}'),
    retryOnServiceExceptions: false,
    assign: {
      request: '{% $states.result.Payload %}',
      chains: steps.chains,
      classifiers: steps.classifiers,
      spent: NOTHING_SPENT,
      budget: NO_BUDGET,
    },
  });
  addLambdaRetries(validate);
  validate.addCatch(rejected, { errors: [INVALID_INPUT] });

  const cache = {
    answers: steps.answers,
    key: '$request.answerKey',
    allowed: '$request.answerKey != "" and $not($request.allowStale = false)',
    maxAge: steps.answerMaxAge,
  };
  const route = routes(scope, steps.confidenceGate);
  const classify = guardedModelCall(scope, {
    ...steps,
    callModel: steps.classifyPrompt,
    chain: '$classifiers',
    request: '$request',
    maxTokens: String(steps.classifierTokens),
    spent: 'spent',
    deadline: steps.classifierTimeout,
    callTimeout: steps.classifierTimeout,
    // A medium model now is worth more to the caller than a verdict later.
    retries: 'none',
    unavailable: () => route.unclassified,
    names: { states: 'Classifier: ', variables: 'classifier', call: 'Classify prompt' },
  });
  const said = '$states.input.answer';
  classify.next(
    Choice.jsonata(scope, 'Confident enough?')
      // A model that declined has said something, but no verdict.
      .when(Condition.jsonata(`{% $type(${said}) != "object" %}`), route.unclassified)
      .when(Condition.jsonata(`{% ${said}.confidence >= ${steps.confidenceGate} %}`), route.byContent)
      .otherwise(route.oneTierUp),
  );

  const answer = guardedModelCall(scope, {
    ...steps,
    callModel: steps.invokeModel,
    // A budget that has room for the routed tier only has none for a dearer model to fall back on.
    chain: '[$lookup($chains, $route.tier)[$not($budget.exact) or tier = $route.tier]]',
    request: '$request',
    maxTokens: '$request.maxTokens',
    strategy: '$route.strategy',
    spent: 'spent',
    // Who names a tier has been told that it may be slow today, and wants it all the same.
    passOver: '$route.strategy != "override"',
    cache,
    unavailable: (fail) => settleBudget(scope, 'Release', steps.settleBudget, fail()),
  });
  const byFigures = '$states.input.attempts[0].outcome';
  const finalRoute = `(${byFigures} = "${PASSED_OVER}" ? $merge([$route, {"strategy": "metric", "tier": $states.input.model.tier, "reason": $states.input.attempts[0].modelId & " is passed over for its latest figures; before: " & $route.reason}]) : $route)`;
  const done = Succeed.jsonata(scope, 'Return answer', {
    outputs: `{% $merge([$states.input, {"route": ${finalRoute}}]) %}`,
  });
  answer.next(settleBudget(scope, 'Settle', steps.settleBudget, done));
  for (const decided of Object.values(route)) decided.next(answer);

  const whichRoute = Choice.jsonata(scope, 'Which route?')
    .when(Condition.jsonata('{% $exists($request.tier) %}'), route.byTier)
    .when(Condition.jsonata('{% $exists($request.taskType) %}'), route.byTaskType)
    .otherwise(classify);
  const reserve = reserveBudget(scope, { ...steps, cache, reserved: whichRoute });
  const isClient = Condition.jsonata('{% $exists($request.clientId) %}');
  const claim = firstExecution(scope, {
    ...steps,
    key: '($exists($request.clientId) ? $request.clientId : "") & "\\n" & $request.idempotencyKey',
    fingerprint: '$request.fingerprint',
    first: Choice.jsonata(scope, 'Client known?').when(isClient, reserve).otherwise(whichRoute),
  });
  return validate.next(
    Choice.jsonata(scope, 'Who asks?')
      .when(Condition.jsonata('{% $exists($request.idempotencyKey) %}'), claim)
      .when(isClient, reserve)
      .otherwise(whichRoute),
  );
}
