import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  IntegrationPattern,
  Map,
  Pass,
  ProvideItems,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { agentTurns, beginTurns, budgetSpent, turnVariables } from '../agent-turns.ts';
import type { Guard } from '../guarded-model-call.ts';
import { CONTENT, ENTERED, NOTHING_SPENT, spentOn } from '../guarded-model-call/expressions.ts';
import { addLambdaRetries } from '../guarded-model-call/model-errors.ts';
import { step } from '../step.ts';
import { addStubbornRetries } from '../stubborn-retries.ts';
import { askPerson } from './ask-person.ts';
import type { AskPersonSteps } from './ask-person.ts';
import { modelAllowed, spentIn, TOTALS } from './budget.ts';
import { passEvents } from './history.ts';

export interface PassSteps extends AskPersonSteps {
  readonly layOutSteps: IFunction;
  readonly takeStep: IFunction;
  readonly takeTurn: IFunction;
  readonly useTools: IFunction;
  readonly finishStep: IFunction;
  /** How often a step may use tools before it has to answer. */
  readonly toolRounds: number;
}

/** So many steps at once, as the pattern has it; more would only meet the models' quotas sooner. */
const AT_ONCE = 3;
// A page or two, with its sources.
const STEP_TOKENS = 4_096;
// Who waits for another step is told at once; this is for an answer that was lost on its way.
const TAKE_TIMEOUT = Duration.hours(1);
/** JSONata: of this pass; the execution that goes on after another has boards of its own. */
const BOARD = '$states.context.Execution.Name & "/" & $string($iteration)';

/** Lay out steps ─▶ Execute steps; leaves `results`, `spent`, `toolCalls`, `events` and `stop`. */
export function executePass(scope: Construct, guard: Guard, steps: PassSteps): { first: LambdaInvoke; last: Map } {
  const layOut = step(scope, 'Lay out steps', steps.layOutSteps, {
    payload: {
      board: `{% ${BOARD} %}`,
      plan: '{% $plan %}',
      results: '{% $results %}',
      again: '{% $again %}',
      revisions: '{% $revisions %}',
      spent: `{% ${TOTALS} %}`,
      at: `{% ${ENTERED} %}`,
    },
    assign: { plan: '{% $states.result.Payload.plan %}', tickets: '{% $states.result.Payload.tickets %}' },
  });
  const done = '$states.result';
  const newest = `($id := id; $new := ${done}.result[id = $id]; $exists($new) ? $new : $results[id = $id])`;
  const execute = Map.jsonata(scope, 'Execute steps', {
    items: ProvideItems.jsonata('{% $tickets %}'),
    maxConcurrency: AT_ONCE,
    assign: {
      results: `{% [$plan.steps.${newest}] %}`,
      spent: spentOn(done),
      toolCalls: `{% $toolCalls + $sum(${done}.toolCalls) %}`,
      events: `{% $events + ${passEvents('$count($tickets)', `$sum(${done}.rounds)`)} %}`,
      stop: `{% ($stops := ${done}.stop[$ != null]; $count($stops) > 0 ? $stops[0] : null) %}`,
    },
  }).itemProcessor(oneStep(scope, guard, steps));
  layOut.next(execute);
  return { first: layOut, last: execute };
}

/**
 *   Take step ─▶ What is to be done? ─┬─ a step ─▶ (turns of an agent) ─┬─ answered ─────────────────────────────┐
 *                                     │                                 ├─ failed ──▶ Note what went wrong ──────┤
 *                                     │                                 └─ stopped ─▶ Note why it stops ─────────┤
 *                                     ├─ budget spent ─────────────────────▶ ▲                                   ▼
 *                                     └─ nothing any more ─▶ Skip step                                     Finish step
 *
 * One iteration does one step, whichever is next: a step begins when all that it depends on have ended, the one with the longest
 * way behind it first. Whatever becomes of its agent, the iteration succeeds; only a board that cannot be reached for
 * minutes fails it, and a redrive goes on from there.
 */
function oneStep(scope: Construct, guard: Guard, steps: PassSteps) {
  const v = turnVariables('step');
  const taken = '$stepTaken';
  const take = takeStep(scope, steps);

  const finish = step(scope, 'Finish step', steps.finishStep, {
    payload: {
      board: `{% ${BOARD} %}`,
      ticket: '{% $stepTicket %}',
      result: '{% $stepResult %}',
      spent: `{% ${spending(v)} %}`,
      stop: '{% $stepStop %}',
    },
    outputs: `{% {"result": $stepResult, "spent": $${v.spent}, "toolCalls": $${v.toolCalls}, "rounds": $${v.rounds}, "stop": $stepStop} %}`,
  });
  const note = (sentence: string, stop: string | null) => {
    const pass = Pass.jsonata(scope, sentence, {
      assign: {
        stepResult: `{% {"id": ${taken}.step.id, "status": "failed", "error": $${v.error}} %}`,
        stepStop: stop,
      },
    });
    pass.next(finish);
    return pass;
  };
  const stopped = note('Note why it stops', `{% $${v.error}.code %}`);
  const turns = agentTurns(
    scope,
    {
      guard,
      takeTurn: steps.takeTurn,
      useTools: steps.useTools,
      names: { states: 'Step: ', variables: 'step', call: 'Take turn' },
      chain: `$lookup($chains, ${taken}.step.tier)`,
      task: `{"role": "step", "goal": $goal.goal, "criteria": $goal.criteria, "step": ${taken}.step, "needs": ${taken}.needs, "problem": ${taken}.problem}`,
      tools: `${taken}.step.tools`,
      maxTokens: STEP_TOKENS,
      rounds: steps.toolRounds,
      budget: {
        ledger: `{"board": ${BOARD}, "ticket": $stepTicket, "spent": ${spending(v)}, "mostToolCalls": $goal.budget.toolCalls}`,
        modelAllowed,
        spentIn,
      },
      ask: (again) => askPerson(scope, steps, again),
    },
    {
      answered: finish,
      answeredAssign: {
        stepResult: `{% {"id": ${taken}.step.id, "status": "done", "content": ${CONTENT}} %}`,
        stepStop: null,
      },
      failed: note('Note what went wrong', null),
      stopped,
    },
  );
  const skip = Pass.jsonata(scope, 'Skip step', {
    outputs: {
      result: `{% ${taken}.result %}`,
      spent: NOTHING_SPENT,
      toolCalls: 0,
      rounds: 0,
      stop: null,
    },
  });
  const what = Choice.jsonata(scope, 'What is to be done?')
    .when(Condition.jsonata(`{% ${taken}.kind = "skip" %}`), skip)
    .when(Condition.jsonata(`{% $not(${modelAllowed(`${taken}.totals`)}) %}`), stopped, {
      assign: budgetSpent(v, spentIn(`${taken}.totals`)),
    })
    .otherwise(turns);
  take.next(what);
  return take;
}

/** JSONata: what this step has used so far. */
function spending({ spent, toolCalls }: ReturnType<typeof turnVariables>): string {
  return `$merge([$${spent}, {"toolCalls": $${toolCalls}}])`;
}

function takeStep(scope: Construct, { takeStep: lambdaFunction }: PassSteps): LambdaInvoke {
  const take = LambdaInvoke.jsonata(scope, 'Take step', {
    lambdaFunction,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      taskToken: '{% $states.context.Task.Token %}',
      board: `{% ${BOARD} %}`,
      ticket: '{% $states.input %}',
    }),
    taskTimeout: Timeout.duration(TAKE_TIMEOUT),
    retryOnServiceExceptions: false,
    assign: {
      ...beginTurns('step'),
      stepTicket: '{% $states.input %}',
      stepTaken: '{% $states.result %}',
      stepTotals: '{% $states.result.kind = "step" ? $states.result.totals : null %}',
    },
  });
  take.addRetry({
    errors: ['States.Timeout'],
    // Longer than a machine runs.
    maxAttempts: 100,
    interval: Duration.seconds(1),
    backoffRate: 1,
  });
  addLambdaRetries(take);
  addStubbornRetries(take);
  return take;
}
