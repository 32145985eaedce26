import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Fail, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { TIERS } from '../../functions/model-gateway/catalog.ts';
import { BUDGET_EXCEEDED } from '../../functions/model-gateway/errors.ts';
import { cachedAnswer } from '../guarded-model-call/cached-answer.ts';
import type { CacheProps } from '../guarded-model-call/cached-answer.ts';
import { ENTERED, variables } from '../guarded-model-call/expressions.ts';
import { addLambdaRetries } from '../guarded-model-call/model-errors.ts';

/** Of a client that has none: every tier stays what it is. */
export const NO_BUDGET = { tiers: Object.fromEntries(TIERS.map((tier) => [tier, tier])), exact: false, note: '' };

export interface ReserveProps {
  readonly reserveBudget: IFunction;
  readonly cache: CacheProps;
  readonly classifierTokens: number;
  readonly reserved: IChainable;
}

/**
 *   Reserve budget ─▶ (reserved)
 *        │exceeded
 *        └─▶ Budget: Cached answer allowed? … ─▶ Return cached answer
 *                         └─no─▶ Budget exceeded
 *
 * Leaves in `$budget` which tiers there is money for, and the reservation to settle.
 */
export function reserveBudget(
  scope: Construct,
  { reserveBudget, cache, classifierTokens, reserved }: ReserveProps,
): LambdaInvoke {
  const v = variables('budget');
  const exceeded = Fail.jsonata(scope, 'Budget exceeded', {
    error: BUDGET_EXCEEDED,
    cause: `{% $${v.failure} %}`,
  });
  const cached = cachedAnswer(scope, { v, name: (sentence) => `Budget: ${sentence}` }, cache, 'spent', exceeded);
  const serve = Succeed.jsonata(scope, 'Return cached answer', {
    outputs:
      '{% $merge([$states.input, {"route": {"strategy": "metric", "tier": $states.input.model.tier, "reason": "the budget is spent, so an answer from before"}}]) %}',
  });
  for (const end of cached.ends) end.next(serve);
  const reserve = LambdaInvoke.jsonata(scope, 'Reserve budget', {
    lambdaFunction: reserveBudget,
    payload: TaskInput.fromObject({
      request: '{% $request %}',
      execution: '{% $states.context.Execution.Name %}',
      at: `{% ${ENTERED} %}`,
      classifierTokens,
    }),
    retryOnServiceExceptions: false,
    assign: { budget: '{% $states.result.Payload %}' },
  });
  addLambdaRetries(reserve);
  reserve.addCatch(cached.start, {
    errors: [BUDGET_EXCEEDED],
    assign: {
      [v.failure]: '{% $parse($states.errorOutput.Cause).errorMessage %}',
      [v.attempts]: [],
    },
  });
  // A table of budgets that is away must not stop the traffic; the function counts the fault.
  reserve.addCatch(reserved, { errors: ['States.ALL'] });
  reserve.next(reserved);
  return reserve;
}

/** Charges what was spent, and gives the rest of the reservation back: with everything, on the way to an answer or a failure. */
export function settleBudget(scope: Construct, way: 'Settle' | 'Release', fn: IFunction, then: IChainable): IChainable {
  const settle = LambdaInvoke.jsonata(scope, `${way} budget`, {
    lambdaFunction: fn,
    payload: TaskInput.fromObject({ reservation: '{% $budget.reservation %}', spent: '{% $spent %}' }),
    retryOnServiceExceptions: false,
    outputs: '{% $states.input %}',
  });
  addLambdaRetries(settle);
  // The answer is there; the reservation runs out by itself.
  settle.addCatch(then, { errors: ['States.ALL'], outputs: '{% $states.input %}' });
  settle.next(then);
  return Choice.jsonata(scope, `Budget to ${way.toLowerCase()}?`)
    .when(Condition.jsonata('{% $exists($budget.reservation) %}'), settle)
    .otherwise(then);
}
