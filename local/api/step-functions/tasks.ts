import { ServiceError } from '../../engine/errors.ts';
import { exceedsNesting, MAX_DATA_BYTES, MAX_NESTING } from '../../engine/limits.ts';
import { TOO_DEEP_JSON } from '../../engine/validation/json-problem.ts';
import type { TaskTokens } from '../../engine/task-tokens.ts';
import { nextTurn, only, type Operations } from './operation.ts';

/** How workers of activities and receivers of callbacks answer. */
export function taskOperations(taskTokens: TaskTokens): Operations {
  return {
    async SendTaskSuccess(fields) {
      const token = fields.required('taskToken', { min: 1, max: 2048 });
      const output = fields.required('output', { maxBytes: MAX_DATA_BYTES, secret: true });
      fields.check();
      await taskTokens.ready(token);
      taskTokens.check(token);
      try {
        JSON.parse(output);
      } catch (error) {
        throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
      }
      if (exceedsNesting(output, MAX_NESTING))
        throw new ServiceError('InvalidOutput', `Invalid Output: '${TOO_DEEP_JSON}'`);
      taskTokens.succeed(token, output);
      // The task records its result in the next turn; only then is there anything to wait for.
      return nextTurn();
    },
    async SendTaskFailure(fields) {
      const token = fields.required('taskToken', { min: 1, max: 2048 });
      const error = fields.optional('error', { max: 256 });
      const cause = fields.optional('cause', { max: 32_768 });
      fields.check();
      await taskTokens.ready(token);
      taskTokens.fail(token, error, cause);
      return nextTurn();
    },
    async SendTaskHeartbeat(fields) {
      const token = only(fields, 'taskToken', 2048);
      await taskTokens.ready(token);
      taskTokens.heartbeat(token);
    },
  };
}
