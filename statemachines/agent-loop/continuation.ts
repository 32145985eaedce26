import { Duration } from 'aws-cdk-lib';
import { IntegrationPattern, JitterType, Pass, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { step } from '../step.ts';

export interface ContinuationSteps {
  readonly keepRun: IFunction;
  /** This very machine, in which a long run goes on. */
  readonly itself: IStateMachine;
}

// Names have 80 characters; the rest tells which continuation it is, and of which redrive, since a name is used once.
const NAME =
  '$substring($states.context.Execution.Name, 0, 70) & "-" & $string($iteration) & "-" & $string($states.context.Execution.RedriveCount)';

/** JSONata: the input with which the run goes on, in the form of any other. What has no limit is left out, as by a caller. */
const INPUT = `{
  "goal": $goal.goal,
  "criteria": $goal.criteria,
  "maxIterations": $goal.maxIterations,
  "budget": $sift($goal.budget, function($limit) { $limit != null }),
  "resume": $resume,
  "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": $states.context.Execution.Id
}`.replaceAll(/\n\s*/g, ' ');

/** Of the service, not of the execution; the name makes sure that it is started once. */
const SERVICE_ERRORS = [
  'ThrottlingException',
  'SdkClientException',
  'InternalServerException',
  'ServiceUnavailableException',
];

/**
 *   Keep run ─▶ Continue in a new execution ─▶ Finish continued
 *      │failed       │failed
 *      └─────────────┴─▶ Note the interruption ─▶ (end)
 *
 * A history that is nearly full ends here, and the run goes on with a new one; whoever waits for this execution gets the result all
 * the same. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function continuation(scope: Construct, { keepRun, itself }: ContinuationSteps, end: IChainable): IChainable {
  const finished = Succeed.jsonata(scope, 'Finish continued', { outputs: '{% $states.input.Output %}' });
  const interrupted = Pass.jsonata(scope, 'Note the interruption', { assign: { stopReason: 'interrupted' } });
  interrupted.next(end);
  // By reference: the state of a run may be larger than what an execution takes as its input.
  const keep = step(scope, 'Keep run', keepRun, {
    payload: Object.fromEntries(
      ['startedAt', 'plan', 'revisions', 'best', 'iteration', 'spent', 'toolCalls'].map((name) => [
        name,
        `{% $${name} %}`,
      ]),
    ),
    assign: { resume: '{% $states.result.Payload.resume %}' },
  });
  const go = StepFunctionsStartExecution.jsonata(scope, 'Continue in a new execution', {
    stateMachine: itself,
    name: `{% ${NAME} %}`,
    input: TaskInput.fromText(`{% ${INPUT} %}`),
    integrationPattern: IntegrationPattern.RUN_JOB,
  });
  go.addRetry({
    errors: SERVICE_ERRORS.map((name) => `StepFunctions.${name}`),
    maxAttempts: 5,
    interval: Duration.seconds(2),
    backoffRate: 2,
    jitterStrategy: JitterType.FULL,
  });
  for (const task of [keep, go]) task.addCatch(interrupted, { errors: ['States.ALL'] });
  return keep.next(go).next(finished);
}
