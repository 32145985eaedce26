import { IntegrationPattern, Pass, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

// Names have 80 characters; the rest tells which continuation it is, and of which redrive, since a name is used once.
const NAME =
  '$substring($states.context.Execution.Name, 0, 70) & "-" & $string($iteration) & "-" & $string($states.context.Execution.RedriveCount)';

/** JSONata: the input with which the run goes on, in the form of any other input. What has no limit is left out, as by a caller. */
const INPUT = `{
  "goal": $goal.goal,
  "criteria": $goal.criteria,
  "maxIterations": $goal.maxIterations,
  "budget": $sift($goal.budget, function($limit) { $limit != null }),
  "resume": {
    "plan": $plan, "results": $results, "again": $again, "revisions": $revisions, "iteration": $iteration, "best": $best,
    "spent": $spent, "toolCalls": $toolCalls, "startedAt": $startedAt
  },
  "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": $states.context.Execution.Id
}`.replaceAll(/\n\s*/g, ' ');

/**
 *   Continue in a new execution ─▶ Finish continued
 *        │failed
 *        └─▶ Note the interruption ─▶ (end)
 *
 * A history that is nearly full ends here, and the run goes on with a new one; whoever waits for this execution gets the result all
 * the same. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function continuation(scope: Construct, itself: IStateMachine, end: IChainable): IChainable {
  const finished = Succeed.jsonata(scope, 'Finish continued', { outputs: '{% $states.input.Output %}' });
  const interrupted = Pass.jsonata(scope, 'Note the interruption', { assign: { stopReason: 'interrupted' } });
  interrupted.next(end);
  const go = StepFunctionsStartExecution.jsonata(scope, 'Continue in a new execution', {
    stateMachine: itself,
    name: `{% ${NAME} %}`,
    input: TaskInput.fromText(`{% ${INPUT} %}`),
    integrationPattern: IntegrationPattern.RUN_JOB,
  });
  go.addCatch(interrupted, { errors: ['States.ALL'] });
  return go.next(finished);
}
