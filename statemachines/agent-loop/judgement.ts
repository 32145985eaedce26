import { Choice, Condition, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { BUDGET_EXCEEDED } from '../../functions/model-gateway/errors.ts';
import { guardedModelCall } from '../guarded-model-call.ts';
import type { Guard } from '../guarded-model-call.ts';
import { ANSWERED } from '../guarded-model-call/expressions.ts';
import { modelAllowed, toolAllowed, TOTALS } from './budget.ts';

export interface JudgementSteps {
  readonly validateResults: IFunction;
  readonly refinePlan: IFunction;
}

// A page of feedback, and a sentence for each step.
const VALIDATION_TOKENS = 2_048;
// New instructions for every step of a plan.
const REFINEMENT_TOKENS = 6_000;

const WITHIN_BUDGET = modelAllowed(TOTALS);

/**
 *   (results) ─▶ Are they to be validated? ─┬─ yes ─▶ Validate (guarded) ─▶ Was it validated? ─▶ Good enough? ─┬─ yes, or the last ─▶ (end)
 *                                           │             │unavailable          │declined                     │no
 *                                           └─ no ─▶ (end) ◀┴──────────────────────┘                          ▼
 *                                                                (again) ◀─ Was it refined? ◀─ Refine (guarded)
 *                                                                   ▲                                │unavailable
 *                                                                   └─ Go on without a refinement ◀──┘
 *
 * Every end has its reason in `stopReason`. What was best stays in `best`: a pass that did not raise the score is not what comes
 * out. Steps that were criticised are done again with the criticism, also when nobody could say how to do them better.
 */
export function judgement(
  scope: Construct,
  { guard, validateResults, refinePlan }: JudgementSteps & { readonly guard: Guard },
  ways: { readonly end: IChainable; readonly again: IChainable },
): IChainable {
  const notValidated = Pass.jsonata(scope, 'Note that it is not validated', {
    assign: {
      stopReason: `{% $validatingFailure.code = "${BUDGET_EXCEEDED}" ? "budget" : "not-validated" %}`,
    },
  });
  notValidated.next(ways.end);
  const validate = guardedModelCall(scope, {
    ...guard,
    callModel: validateResults,
    chain: '$chains.sonnet',
    request:
      '{"goal": $goal.goal, "criteria": $goal.criteria, "plan": $plan, "results": $results, "before": $best = null ? null : $best.validation}',
    maxTokens: String(VALIDATION_TOKENS),
    spent: 'spent',
    allowed: WITHIN_BUDGET,
    unavailable: () => notValidated,
    names: { states: 'Validate: ', variables: 'validating', call: 'Validate' },
  });

  const said = '$states.input.answer';
  const best = `{% {"results": $results, "validation": ${said}, "iteration": $iteration} %}`;
  const ends = (stopReason: string, more: Record<string, unknown> = {}) => ({ assign: { ...more, stopReason } });
  const goodEnough = Choice.jsonata(scope, 'Good enough?', {
    assign: { best, again: `{% ${said}.criticism %}`, iteration: '{% $iteration + 1 %}' },
  })
    .when(Condition.jsonata(`{% ${said}.meetsCriteria %}`), ways.end, ends('criteria-met', { best }))
    .when(
      Condition.jsonata(`{% $best != null and ${said}.score <= $best.validation.score %}`),
      ways.end,
      ends('no-progress'),
    )
    .when(Condition.jsonata('{% $iteration >= $goal.maxIterations %}'), ways.end, ends('max-iterations', { best }))
    .when(
      Condition.jsonata(`{% $not(${WITHIN_BUDGET} and ${toolAllowed(TOTALS)}) %}`),
      ways.end,
      ends('budget', { best }),
    )
    .otherwise(refinement(scope, guard, refinePlan, ways.again));
  validate.next(
    Choice.jsonata(scope, 'Was it validated?')
      .when(Condition.jsonata(`{% ${ANSWERED} %}`), goodEnough)
      .otherwise(notValidated),
  );

  return Choice.jsonata(scope, 'Are they to be validated?')
    .when(Condition.jsonata('{% $stop != null %}'), ways.end, ends('{% $stop %}'))
    .when(Condition.jsonata(`{% $not(${WITHIN_BUDGET}) %}`), ways.end, ends('budget'))
    .when(Condition.jsonata('{% $count($results[status = "done"]) = 0 %}'), ways.end, ends('nothing-done'))
    .otherwise(validate);
}

function refinement(scope: Construct, guard: Guard, refinePlan: IFunction, again: IChainable): IChainable {
  const without = Pass.jsonata(scope, 'Go on without a refinement', { assign: { revisions: [] } });
  without.next(again);
  const refine = guardedModelCall(scope, {
    ...guard,
    callModel: refinePlan,
    chain: '$chains.sonnet',
    request:
      '{"goal": $goal.goal, "criteria": $goal.criteria, "plan": $plan, "validation": $best.validation, "tools": $tools}',
    maxTokens: String(REFINEMENT_TOKENS),
    spent: 'spent',
    allowed: WITHIN_BUDGET,
    unavailable: () => without,
    names: { states: 'Refine: ', variables: 'refining', call: 'Refine' },
  });
  return refine.next(
    Choice.jsonata(scope, 'Was it refined?')
      .when(Condition.jsonata(`{% ${ANSWERED} %}`), again, {
        assign: { revisions: '{% $states.input.answer.steps %}' },
      })
      .otherwise(without),
  );
}
