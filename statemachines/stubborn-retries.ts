import { Duration } from 'aws-cdk-lib';
import { Errors, JitterType } from 'aws-cdk-lib/aws-stepfunctions';
import type { TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { INVALID_INPUT } from '../functions/model-gateway/errors.ts';

// 2 + 4 + 8 + … + 5 × 60 s: seven minutes, in which a table or a topic comes back; then someone redrives the execution.
const ATTEMPTS = 10;

/**
 * Whatever the function met, it is tried again, but for bad input, and for what is tried `onlyOnce` more. A timeout of the task,
 * which ends a round, is no failure.
 */
export function addStubbornRetries(task: TaskStateBase, onlyOnce: readonly string[] = []): void {
  task.addRetry({ errors: [INVALID_INPUT], maxAttempts: 0 });
  if (onlyOnce.length > 0) task.addRetry({ errors: [...onlyOnce], maxAttempts: 1 });
  task.addRetry({
    errors: [Errors.TASKS_FAILED],
    maxAttempts: ATTEMPTS,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    jitterStrategy: JitterType.FULL,
  });
}
