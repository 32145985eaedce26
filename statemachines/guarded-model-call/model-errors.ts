import { Duration } from 'aws-cdk-lib';
import { JitterType } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import {
  CRASH_ERRORS,
  everyName,
  LAMBDA_ERRORS,
  MALFORMED_ANSWER,
  MODEL_ERRORS,
  OTHER_ERRORS,
  TIMEOUT_ERRORS,
} from '../../functions/model-gateway/errors.ts';
import type { ModelErrorRule, RetryRule } from '../../functions/model-gateway/errors.ts';
import { spentWith, templates } from './expressions.ts';
import type { Parts } from './expressions.ts';

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
 * Sends each failure on, and leaves in a variable what the states behind need: `{code, fallback, retryAfterSeconds, halves}`.
 * Rules with the same consequence share a catcher.
 */
export function addModelCatches(
  task: TaskStateBase,
  {
    v,
    ...to
  }: Pick<Parts, 'v'> & {
    /** The variable with what was spent so far: an answer that nobody can use has been paid for too. */
    readonly spent: string;
    /** The function has counted it. */
    readonly timedOut: IChainable;
    /** The function may have been killed before it counted it; a `halves` in the failure tells of a timeout. */
    readonly lost: IChainable;
    readonly failed: IChainable;
    readonly passOverDenied: boolean;
    /** What the state behind `lost` needs to name the attempt. */
    readonly lostAttempt: Readonly<Record<string, unknown>>;
  },
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
    // Halved once, a timeout needs a faster model; the same one behind another profile is none.
    const failure = { code, fallback: halves ? 'other' : fallback, retryAfterSeconds, halves };
    task.addCatch(halves ? to.timedOut : to.failed, { errors: names, assign: { [v.failure]: failure } });
  }
  const { retryAfterSeconds } = OTHER_ERRORS;
  task.addCatch(to.lost, {
    errors: [...TIMEOUT_ERRORS],
    assign: { [v.failure]: { code, fallback: 'other', retryAfterSeconds, halves: true }, ...to.lostAttempt },
  });
  task.addCatch(to.lost, {
    errors: [...CRASH_ERRORS],
    assign: { [v.failure]: { code, ...OTHER_ERRORS, halves: false }, ...to.lostAttempt },
  });
  task.addCatch(to.failed, {
    errors: [MALFORMED_ANSWER],
    assign: {
      [v.failure]: { code, ...OTHER_ERRORS },
      [to.spent]: templates(spentWith(to.spent, '$parse($parse($states.errorOutput.Cause).errorMessage)')),
    },
  });
  task.addCatch(to.failed, { errors: ['States.ALL'], assign: { [v.failure]: { code, ...OTHER_ERRORS } } });
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
