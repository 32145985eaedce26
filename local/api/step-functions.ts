import type { Activities } from '../engine/activities.ts';
import { ServiceError } from '../engine/errors.ts';
import type { Executions } from '../engine/executions.ts';
import type { StateMachines } from '../engine/state-machines.ts';
import type { TaskTokens } from '../engine/task-tokens.ts';
import { ApiError } from './answer.ts';
import { jsonService, type JsonOperation } from './json-protocol.ts';
import { RequestFields } from './request-fields.ts';
import type { Service } from './service.ts';
import { testStateOperation } from './step-functions-test-state.ts';
import { activityOperations } from './step-functions/activities.ts';
import { executionOperations } from './step-functions/executions.ts';
import { mapRunOperations } from './step-functions/map-runs.ts';
import { machineOperations } from './step-functions/machines.ts';
import type { Operation, Operations } from './step-functions/operation.ts';
import { tagOperations } from './step-functions/tags.ts';
import { taskOperations } from './step-functions/tasks.ts';
import { versionOperations } from './step-functions/versions-aliases.ts';

export interface StepFunctions {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly activities: Activities;
  readonly taskTokens: TaskTokens;
  /** Calls wait for it: until interrupted executions go on, the answers about them would be wrong. */
  readonly started?: Promise<void>;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export function stepFunctionsService({
  machines,
  executions,
  activities,
  taskTokens,
  started,
}: StepFunctions): Service {
  const operations: Operations = {
    ...machineOperations(machines, executions),
    ...versionOperations(machines),
    ...executionOperations(executions, machines),
    ...mapRunOperations(executions),
    ...activityOperations(activities),
    ...taskOperations(taskTokens),
    ...tagOperations(machines, activities),
    TestState: (fields) => testStateOperation(executions, fields),
  };
  return jsonService({
    name: 'states',
    targets: ['AWSStepFunctions'],
    version: '1.0',
    // A definition of 1 MiB, escaped as a JSON string.
    maxBodyBytes: 4 * 1024 * 1024,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        asJsonOperation(operation, () => executions.committed(), started),
      ]),
    ),
  });
}

/** Answers once what the operation has done is safe in the journal. */
function asJsonOperation(
  operation: Operation,
  committed: () => Promise<void> | undefined,
  started: Promise<void> | undefined,
): JsonOperation {
  return async (input, _request, response) => {
    await started;
    try {
      const answer = await operation(new RequestFields(input), {
        gone: (hangUp) => void (response as NodeJS.EventEmitter).once('close', hangUp),
      });
      await committed();
      return answer;
    } catch (thrown) {
      if (thrown instanceof ServiceError) throw new ApiError(thrown.name, 400, thrown.message, thrown.details);
      throw thrown;
    }
  };
}
