import { Choice, Condition, Fail } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { BUDGET_EXCEEDED, INVALID_PLAN } from '../../functions/model-gateway/errors.ts';
import { guardedModelCall } from '../guarded-model-call.ts';
import type { Guard } from '../guarded-model-call.ts';
import { ANSWERED } from '../guarded-model-call/expressions.ts';
import { step } from '../step.ts';
import { modelAllowed, TOTALS } from './budget.ts';

export interface PlanningSteps {
  readonly planSteps: IFunction;
  readonly checkPlan: IFunction;
}

// Twenty steps of 200 tokens.
const PLAN_TOKENS = 6_000;

const UNPLANNED = { assign: { plan: { steps: [] }, stopReason: 'budget' } };

/**
 *   Plan (guarded) ─▶ Was it planned? ─▶ Check plan ─▶ Is the plan sound? ─┬─ yes ─▶ (sound)
 *      ▲    │unavailable    │declined                     │                └─ twice not ─▶ Invalid plan
 *      │    ▼               ▼                             │no
 *      │  Model unavailable Invalid plan                  ├─ budget spent ─▶ (unplanned)
 *      └──────────────────── (with what is wrong) ◀───────┘
 */
export function planning(
  scope: Construct,
  { guard, planSteps, checkPlan }: PlanningSteps & { readonly guard: Guard },
  after: {
    readonly sound: IChainable;
    /** The budget is spent before there is a sound plan. */
    readonly unplanned: IChainable;
  },
): IChainable {
  const plan = guardedModelCall(scope, {
    ...guard,
    callModel: planSteps,
    chain: '$chains.sonnet',
    request:
      '{"goal": $goal.goal, "criteria": $goal.criteria, "tools": $tools, "plan": $plan, "problems": $planProblems}',
    maxTokens: String(PLAN_TOKENS),
    spent: 'spent',
    allowed: modelAllowed(TOTALS),
    unavailable: (fail) =>
      Choice.jsonata(scope, 'Why was it not planned?')
        .when(Condition.jsonata(`{% $planningFailure.code = "${BUDGET_EXCEEDED}" %}`), after.unplanned, UNPLANNED)
        .otherwise(fail()),
    names: { states: 'Plan: ', variables: 'planning', call: 'Plan' },
  });
  const invalid = Fail.jsonata(scope, 'Invalid plan', {
    error: INVALID_PLAN,
    cause:
      '{% $count($planProblems) = 0 ? "the model declined to make a plan" : "the plan is unsound, also after a repair: " & $join($planProblems, "; ") %}',
  });
  const check = step(scope, 'Check plan', checkPlan, {
    payload: { plan: '{% $states.input.answer %}', tools: '{% $tools %}' },
    assign: {
      plan: '{% $states.result.Payload.plan %}',
      planProblems: '{% $states.result.Payload.problems %}',
      plans: '{% $plans + 1 %}',
    },
  });
  const sound = Choice.jsonata(scope, 'Is the plan sound?')
    .when(Condition.jsonata('{% $count($planProblems) = 0 %}'), after.sound)
    .when(Condition.jsonata('{% $plans >= 2 %}'), invalid)
    .when(Condition.jsonata(`{% $not(${modelAllowed(TOTALS)}) %}`), after.unplanned, UNPLANNED)
    .otherwise(plan);
  check.next(sound);
  plan.next(
    Choice.jsonata(scope, 'Was it planned?')
      .when(Condition.jsonata(`{% ${ANSWERED} %}`), check)
      .otherwise(invalid),
  );
  return plan;
}
