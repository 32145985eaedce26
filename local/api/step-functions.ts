import type { Executions } from '../engine/executions.ts';
import { ServiceError } from '../engine/errors.ts';
import type { StateMachines } from '../engine/state-machines.ts';
import type { ExecutionStatus, MachineType } from '../engine/store.ts';
import type { TaskTokens } from '../engine/task-tokens.ts';
import type { JsonObject } from '../query/json.ts';
import { ApiError } from './answer.ts';
import { jsonService, type JsonOperation } from './json-protocol.ts';
import { afterToken, pageOf, pageToken } from './page-token.ts';
import { RequestFields } from './request-fields.ts';
import type { Service } from './service.ts';
import {
  eventAnswer,
  executionAnswer,
  executionListItem,
  machineAnswer,
  redriveAnswer,
  seconds,
} from './step-functions-answers.ts';

export interface StepFunctions {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly taskTokens: TaskTokens;
}

type Operation = (fields: RequestFields) => object | void | Promise<object | void>;

const TYPES = ['STANDARD', 'EXPRESS'];
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export function stepFunctionsService({ machines, executions, taskTokens }: StepFunctions): Service {
  const operations: Readonly<Record<string, Operation>> = {
    CreateStateMachine(fields) {
      const request = {
        name: fields.required('name', { min: 1, max: 80 }),
        definition: fields.required('definition', { min: 1, max: 1_048_576 }),
        roleArn: fields.required('roleArn', { min: 1, max: 256 }),
        type: fields.optional('type', { oneOf: TYPES }) as MachineType | undefined,
        ...configurations(fields),
        tags: tagsOf(fields.list('tags')),
      };
      fields.check();
      const machine = machines.create(request);
      return { stateMachineArn: machine.arn, creationDate: seconds(machine.creationDate) };
    },
    DescribeStateMachine(fields) {
      return machineAnswer(machines.get(arnField(fields, 'stateMachineArn')));
    },
    UpdateStateMachine(fields) {
      const arn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const changes = {
        definition: fields.optional('definition', { min: 1, max: 1_048_576 }),
        roleArn: fields.optional('roleArn', { min: 1, max: 256 }),
        ...configurations(fields),
      };
      fields.check();
      const { machine, updateDate } = machines.update(arn, changes);
      return { updateDate: seconds(updateDate), revisionId: machine.revisionId };
    },
    DeleteStateMachine(fields) {
      machines.delete(arnField(fields, 'stateMachineArn'));
    },
    ListStateMachines(fields) {
      const page = pageFields(fields);
      fields.check();
      const { items, nextToken } = pageOf('machines', machines.list(), ({ arn }) => arn, page);
      return {
        stateMachines: items.map(({ arn, name, type, creationDate }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: seconds(creationDate),
        })),
        nextToken,
      };
    },
    StartExecution(fields) {
      const execution = executions.start(startFields(fields));
      return { executionArn: execution.arn, startDate: seconds(execution.startDate) };
    },
    async StartSyncExecution(fields) {
      const execution = await executions.startSync(startFields(fields));
      // A failed run has output details too, though no output.
      return { ...executionAnswer(execution), outputDetails: { included: true }, billingDetails: billing(execution) };
    },
    StopExecution(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const error = fields.optional('error', { max: 256 });
      const cause = fields.optional('cause', { max: 32_768 });
      fields.check();
      const { stopDate } = executions.stop(arn, error, cause);
      return { stopDate: seconds(stopDate ?? 0) };
    },
    DescribeExecution(fields) {
      const execution = executions.get(arnField(fields, 'executionArn'));
      return { ...executionAnswer(execution), ...redriveAnswer(execution) };
    },
    DescribeStateMachineForExecution(fields) {
      const execution = executions.get(arnField(fields, 'executionArn'));
      const machine = machines.get(execution.stateMachineArn);
      return {
        ...machineAnswer({ ...machine, definition: execution.definition, roleArn: execution.roleArn }),
        updateDate: seconds(machine.creationDate),
      };
    },
    ListExecutions(fields) {
      const stateMachineArn = fields.required('stateMachineArn', { min: 1, max: 256 });
      const status = fields.optional('statusFilter', { oneOf: STATUSES }) as ExecutionStatus | undefined;
      const { limit, token } = pageFields(fields);
      fields.check();
      machines.get(stateMachineArn);
      // One more than asked for tells whether there is a next page.
      const found = executions.list(
        { stateMachineArn, status },
        { after: afterToken('executions', token), limit: limit + 1 },
      );
      const page = found.slice(0, limit);
      return {
        executions: page.map(executionListItem),
        nextToken: found.length > limit ? pageToken('executions', page.at(-1)?.arn ?? '') : undefined,
      };
    },
    GetExecutionHistory(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const reverse = fields.flag('reverseOrder') ?? false;
      const includeData = fields.flag('includeExecutionData') ?? true;
      const { limit, token } = pageFields(fields);
      fields.check();
      const found = executions.history(arn, { after: afterToken('history', token), limit: limit + 1, reverse });
      const page = found.slice(0, limit);
      return {
        events: page.map((event) => eventAnswer(event, includeData)),
        nextToken: found.length > limit ? pageToken('history', page.at(-1)?.id ?? 0) : undefined,
      };
    },
    SendTaskSuccess(fields) {
      const token = fields.required('taskToken', { min: 1, max: 2048 });
      const output = fields.required('output', { max: 262_144 });
      fields.check();
      try {
        JSON.parse(output);
      } catch (error) {
        throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
      }
      taskTokens.succeed(token, output);
      // The task records its result in the next turn; only then is there anything to wait for.
      return nextTurn();
    },
    SendTaskFailure(fields) {
      const token = fields.required('taskToken', { min: 1, max: 2048 });
      const error = fields.optional('error', { max: 256 });
      const cause = fields.optional('cause', { max: 32_768 });
      fields.check();
      taskTokens.fail(token, error, cause);
      return nextTurn();
    },
    SendTaskHeartbeat(fields) {
      taskTokens.heartbeat(arnField(fields, 'taskToken', 2048));
    },
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
        asJsonOperation(operation, () => executions.committed()),
      ]),
    ),
  });
}

/** Answers once what the operation has done is safe in the journal. */
function asJsonOperation(operation: Operation, committed: () => Promise<void> | undefined): JsonOperation {
  return async (input) => {
    try {
      const answer = await operation(new RequestFields(input));
      await committed();
      return answer;
    } catch (thrown) {
      if (thrown instanceof ServiceError) throw new ApiError(thrown.name, 400, thrown.message, thrown.details);
      throw thrown;
    }
  };
}

function arnField(fields: RequestFields, name: string, max = 256): string {
  const arn = fields.required(name, { min: 1, max });
  fields.check();
  return arn;
}

function pageFields(fields: RequestFields): { readonly limit: number; readonly token: string | undefined } {
  return {
    // 0 asks for the default.
    limit: fields.integer('maxResults', { min: 0, max: 1000 }) || 100,
    token: fields.optional('nextToken', { min: 1, max: 4096 }),
  };
}

function startFields(fields: RequestFields) {
  const request = {
    stateMachineArn: fields.required('stateMachineArn', { min: 1, max: 256 }),
    name: fields.optional('name', { min: 1, max: 80 }),
    input: fields.optional('input', { max: 262_144 }),
    traceHeader: fields.optional('traceHeader', { max: 256 }),
  };
  fields.check();
  return request;
}

function configurations(fields: RequestFields) {
  const configuration = (name: string) => fields.object(name) as JsonObject | undefined;
  return {
    loggingConfiguration: configuration('loggingConfiguration'),
    tracingConfiguration: configuration('tracingConfiguration'),
    encryptionConfiguration: configuration('encryptionConfiguration'),
  };
}

function tagsOf(tags: readonly unknown[] | undefined): Readonly<Record<string, string>> {
  const pairs = (tags ?? []) as readonly { readonly key?: string; readonly value?: string }[];
  return Object.fromEntries(pairs.map(({ key = '', value = '' }) => [key, value]));
}

/** Express is billed by duration, in steps of 100 ms, and by memory, in steps of 64 MB. */
function billing({ startDate, stopDate }: { readonly startDate: number; readonly stopDate?: number }): object {
  const duration = (stopDate ?? startDate) - startDate;
  return { billedDurationInMilliseconds: Math.max(1, Math.ceil(duration / 100)) * 100, billedMemoryUsedInMB: 64 };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
