import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Fail, Pass, Succeed, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { CONTENT_ROUTES, STATIC_ROUTES, UNCLASSIFIED_TIER, UNSURE_ROUTES } from '../functions/model-gateway/catalog.ts';
import { INVALID_INPUT } from '../functions/model-gateway/errors.ts';
import { fallbackChains, guardedModelCall } from './guarded-model-call.ts';
import type { ChainLink, GuardedModelCallProps } from './guarded-model-call.ts';
import { addLambdaRetries } from './guarded-model-call/model-errors.ts';

export interface ModelRouterSteps extends Pick<
  GuardedModelCallProps,
  'invokeModel' | 'deadline' | 'callTimeout' | 'passOverDenied'
> {
  readonly validateRequest: IFunction;
  readonly classifyPrompt: IFunction;
  /** The model behind each tier. */
  readonly link: (tier: ChainLink['tier']) => ChainLink;
  /** From 0 to 1; a verdict below it goes one tier up. */
  readonly confidenceGate: number;
  /** A classifier that takes longer has failed; its caller is waiting for the answer, not for the verdict. */
  readonly classifierTimeout: Duration;
}

/**
 *   Validate request ─▶ Which route? ─┬─ tier ────────▶ Route by tier ───────────┐
 *      │invalid                       ├─ task type ───▶ Route by task type ──────┤
 *      ▼                              └─▶ Classify prompt ─▶ Confident enough? ──┤
 *   Reject request                          │failed           ├─ yes ─▶ Route by content
 *                                           │                 ├─ no ──▶ Route one tier up
 *                                           └─▶ Route without verdict ◀─ no verdict
 *                                                             │
 *                                   guarded model call ◀──────┘
 *                                           │
 *                                     Return answer
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
      chains: fallbackChains(steps.link),
      spent: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    },
  });
  addLambdaRetries(validate);
  validate.addCatch(rejected, { errors: [INVALID_INPUT] });

  const classify = LambdaInvoke.jsonata(scope, 'Classify prompt', {
    lambdaFunction: steps.classifyPrompt,
    payload: TaskInput.fromObject({
      request: '{% $request %}',
      workflow: '{% $states.context.StateMachine.Name %}',
    }),
    taskTimeout: Timeout.duration(steps.classifierTimeout),
    retryOnServiceExceptions: false,
    assign: {
      verdict: '{% $states.result.Payload %}',
      spent: {
        inputTokens: '{% $states.result.Payload.usage.inputTokens %}',
        outputTokens: '{% $states.result.Payload.usage.outputTokens %}',
        costUsd: '{% $states.result.Payload.costUsd %}',
      },
    },
  });

  const route = routes(scope, steps.confidenceGate);
  // No retry of model errors: a medium model now is worth more to the caller than a verdict later.
  classify.addCatch(route.unclassified, { errors: ['States.ALL'] });

  const confident = Choice.jsonata(scope, 'Confident enough?')
    .when(Condition.jsonata('{% $not($verdict.classified) %}'), route.unclassified)
    .when(Condition.jsonata(`{% $verdict.confidence >= ${steps.confidenceGate} %}`), route.byContent)
    .otherwise(route.oneTierUp);
  const whichRoute = Choice.jsonata(scope, 'Which route?')
    .when(Condition.jsonata('{% $exists($request.tier) %}'), route.byTier)
    .when(Condition.jsonata('{% $exists($request.taskType) %}'), route.byTaskType)
    .otherwise(classify.next(confident));

  const answer = guardedModelCall(scope, {
    ...steps,
    chain: '$lookup($chains, $route.tier)',
    request: '$request',
    maxTokens: '$request.maxTokens',
    strategy: '$route.strategy',
    spent: '$spent',
  });
  answer.next(Succeed.jsonata(scope, 'Return answer', { outputs: '{% $merge([$states.input, {"route": $route}]) %}' }));

  for (const decided of Object.values(route)) decided.next(answer);
  return validate.next(whichRoute);
}

/** The states that decide; each leaves its decision, with the reason, in `$route`. */
function routes(scope: Construct, gate: number) {
  const decide = (name: string, route: Record<string, string>) => Pass.jsonata(scope, name, { assign: { route } });
  return {
    byTier: decide('Route by tier', {
      strategy: 'override',
      tier: '{% $request.tier %}',
      reason: 'the request names the tier',
    }),
    byTaskType: decide('Route by task type', {
      strategy: 'static',
      tier: `{% $lookup(${JSON.stringify(STATIC_ROUTES.tiers)}, $request.taskType) %}`,
      reason: `{% "task type " & $request.taskType & " in ${STATIC_ROUTES.version}" %}`,
    }),
    byContent: decide('Route by content', {
      strategy: 'content',
      tier: `{% $lookup(${JSON.stringify(CONTENT_ROUTES)}, $verdict.complexity) %}`,
      complexity: '{% $verdict.complexity %}',
      confidence: '{% $verdict.confidence %}',
      reason: '{% $verdict.reason %}',
    }),
    oneTierUp: decide('Route one tier up', {
      strategy: 'content',
      tier: `{% $lookup(${JSON.stringify(UNSURE_ROUTES)}, $verdict.complexity) %}`,
      complexity: '{% $verdict.complexity %}',
      confidence: '{% $verdict.confidence %}',
      reason: `{% "confidence is under ${gate}, so one tier up: " & $verdict.reason %}`,
    }),
    unclassified: decide('Route without verdict', {
      strategy: 'content',
      tier: UNCLASSIFIED_TIER,
      reason: 'the classifier gave no verdict',
    }),
  };
}
