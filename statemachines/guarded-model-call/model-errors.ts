import { Duration } from 'aws-cdk-lib';
import { JitterType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import {
  everyName,
  LAMBDA_ERRORS,
  MODEL_ERRORS,
  OTHER_ERRORS,
  TIMEOUT_ERRORS,
} from '../../functions/model-gateway/errors.ts';
import type { ModelErrorRule, RetryRule } from '../../functions/model-gateway/errors.ts';

/** Failures of the Lambda service itself. The one retry that every task has, also those that call no model. */
export function addLambdaRetries(task: TaskStateBase): void {
  for (const { names, retry } of LAMBDA_ERRORS) task.addRetry(retryProps(names, retry));
}

/** The retry table: each rule is one retrier with its own counter, so errors that alternate do not use up each other's tries. */
export function addModelRetries(task: TaskStateBase): void {
  for (const { name, retry } of MODEL_ERRORS) {
    if (retry !== undefined) task.addRetry(retryProps(everyName(name), retry));
  }
  addLambdaRetries(task);
}

/**
 * Sends each failure on, and leaves in a variable what the states behind need: `{code, fallback, retryAfterSeconds}`.
 * Rules with the same consequence share a catcher.
 */
export function addModelCatches(
  task: TaskStateBase,
  variable: string,
  to: { readonly timedOut: IChainable; readonly failed: IChainable; readonly passOverDenied: boolean },
): void {
  const code = '{% $states.errorOutput.Error %}';
  const consequenceOf = ({ fallback, retryAfterSeconds }: ModelErrorRule) => ({
    fallback: fallback === 'policy' ? (to.passOverDenied ? 'next' : 'none') : fallback,
    retryAfterSeconds,
  });
  const alike = Object.groupBy(MODEL_ERRORS, (rule) => JSON.stringify(consequenceOf(rule)));
  for (const [consequence, rules = []] of Object.entries(alike)) {
    const { fallback, retryAfterSeconds } = JSON.parse(consequence) as ReturnType<typeof consequenceOf>;
    const names = rules.flatMap(({ name }) => everyName(name));
    const halves = fallback === 'halve';
    task.addCatch(halves ? to.timedOut : to.failed, {
      errors: halves ? [...names, ...TIMEOUT_ERRORS] : names,
      // Halved once, a timeout is like any other failure.
      assign: { [variable]: { code, fallback: halves ? 'next' : fallback, retryAfterSeconds } },
    });
  }
  task.addCatch(to.failed, { errors: ['States.ALL'], assign: { [variable]: { code, ...OTHER_ERRORS } } });
}

function retryProps(errors: readonly string[], rule: RetryRule) {
  return {
    errors: [...errors],
    maxAttempts: rule.attempts,
    interval: Duration.seconds(rule.intervalSeconds),
    backoffRate: rule.backoffRate,
    maxDelay: rule.maxDelaySeconds === undefined ? undefined : Duration.seconds(rule.maxDelaySeconds),
    jitterStrategy: rule.jitter ? JitterType.FULL : undefined,
  };
}
