import { StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';
import { redriveMembers } from '../engine/redrive.ts';
import type { ExecutionRecord } from '../engine/store.ts';
import { isObject, type Json, type JsonObject } from '../query/json.ts';
import { optimizedIntegration } from './optimized.ts';
import type { SdkCaller } from './sdk-client.ts';

/** What a nested execution needs to be waited for. */
export interface ExecutionWatcher {
  /** The final record of an execution, once it has ended. */
  finished(executionArn: string): Promise<ExecutionRecord>;
  stop(executionArn: string, error: string | undefined, cause: string | undefined): void;
}

/**
 * `states:startExecution.sync` gives the child's output as text, `.sync:2` as JSON; a child that does not succeed fails
 * the task as States.TaskFailed with its description.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function nestedExecutionIntegration(
  version: '' | ':2',
  caller: SdkCaller,
  watcher: ExecutionWatcher,
): Integration | undefined {
  const start = optimizedIntegration('states', 'startExecution', 'request', caller);
  if (!start) return undefined;
  return {
    ...start,
    resource: `startExecution.sync${version}`,
    pattern: 'sync',
    async completion(response, task) {
      const arn = isObject(response) ? String(response.ExecutionArn) : '';
      // The child ends with its parent, as on AWS.
      const forget = task.cancellation.onCancel((why) => {
        if (why === 'stopped') watcher.stop(arn, undefined, undefined);
      });
      const record = await watcher.finished(arn).finally(forget);
      const description = describe(record, version === ':2' ? (text) => JSON.parse(text) as Json : (text) => text);
      if (record.status === 'SUCCEEDED') return description;
      throw new StatesError('States.TaskFailed', JSON.stringify(describe(record, (text) => text)));
    },
  };
}

function describe(record: ExecutionRecord, data: (text: string) => Json): JsonObject {
  return {
    ExecutionArn: record.arn,
    Input: data(record.input),
    InputDetails: { Included: true },
    Name: record.name,
    ...(record.output !== undefined && { Output: data(record.output), OutputDetails: { Included: true } }),
    ...(record.error !== undefined && { Error: record.error }),
    ...(record.cause !== undefined && { Cause: record.cause }),
    ...redriveMembers(record),
    StartDate: record.startDate,
    StateMachineArn: record.stateMachineArn,
    Status: record.status,
    StopDate: record.stopDate ?? null,
  };
}
