import type { Executions } from '../../engine/executions.ts';
import { ServiceError } from '../../engine/errors.ts';
import { isVersionNumber, machineArnParts } from '../../engine/arns.ts';
import { itemCount } from '../../engine/map-runs.ts';
import type { StateMachines } from '../../engine/state-machines.ts';
import type { ExecutionFilter, ExecutionStatus } from '../../engine/store.ts';
import { afterToken, pageToken } from '../page-token.ts';
import type { RequestFields } from '../request-fields.ts';
import { eventAnswer, executionAnswer, executionListItem, redriveAnswer, seconds } from '../step-functions-answers.ts';
import { includesData, pageFields, type Operations } from './operation.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const MAX_LIST_TOKEN = 3096;

export function executionOperations(executions: Executions, machines: StateMachines): Operations {
  return {
    StartExecution(fields) {
      const request = startFields(fields);
      fields.check();
      const execution = executions.start(request);
      return { executionArn: execution.arn, startDate: seconds(execution.startDate) };
    },
    async StartSyncExecution(fields) {
      const request = startFields(fields);
      const data = includesData(fields);
      fields.check();
      const execution = await executions.startSync(request);
      // A failed run has output details too, though no output.
      return {
        ...executionAnswer(execution, data),
        outputDetails: { included: data },
        billingDetails: billing(execution),
      };
    },
    StopExecution(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const error = fields.optional('error', { max: 256 });
      const cause = fields.optional('cause', { max: 32_768 });
      fields.check();
      const { stopDate } = executions.stop(arn, error, cause);
      return { stopDate: seconds(stopDate ?? 0) };
    },
    RedriveExecution(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const clientToken = fields.optional('clientToken', { min: 1, max: 64, pattern: '^[!-~]+$' });
      fields.check();
      return { redriveDate: seconds(executions.redrive(arn, clientToken)) };
    },
    DescribeExecution(fields) {
      const arn = fields.required('executionArn', { min: 1, max: 256 });
      const data = includesData(fields);
      fields.check();
      const execution = executions.describe(arn);
      return {
        ...executionAnswer(execution, data),
        ...redriveAnswer(execution, executions.whyNotRedrivable(execution)),
      };
    },
    ListExecutions(fields) {
      const machineArn = fields.optional('stateMachineArn', { min: 1, max: 256 });
      const mapRunArn = fields.optional('mapRunArn', { min: 1, max: 2000 });
      const status = fields.optional('statusFilter', { oneOf: STATUSES }) as ExecutionStatus | undefined;
      const redrive = fields.optional('redriveFilter', { oneOf: ['REDRIVEN', 'NOT_REDRIVEN'] });
      const { limit, token } = pageFields(fields, MAX_LIST_TOKEN);
      fields.check();
      if (machineArn !== undefined && status === 'PENDING_REDRIVE') {
        throw new ServiceError(
          'ValidationException',
          'PENDING_REDRIVE is a status of the executions of a Map Run alone',
        );
      }
      const redriven = redrive === undefined ? undefined : redrive === 'REDRIVEN';
      const filter = { ...listFilter(machines, machineArn, mapRunArn), status, redriven };
      const run = mapRunArn === undefined ? undefined : executions.mapRuns.get(mapRunArn);
      // One more than asked for tells whether there is a next page.
      const found = executions.list(filter, { after: afterToken('executions', token), limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        executions: page.map((execution) => executionListItem(execution, run && itemCount(run, execution))),
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
  };
}

function startFields(fields: RequestFields) {
  return {
    stateMachineArn: fields.required('stateMachineArn', { min: 1, max: 256 }),
    name: fields.optional('name', { min: 1, max: 80 }),
    input: fields.optional('input', { max: 262_144, secret: true }),
    traceHeader: fields.optional('traceHeader', { max: 256 }),
  };
}

/** Executions of a machine, or those that were started by one of its versions or aliases, or those of a Map Run. */
function listFilter(
  machines: StateMachines,
  arn: string | undefined,
  mapRunArn: string | undefined,
): Omit<ExecutionFilter, 'status'> {
  if ((arn === undefined) === (mapRunArn === undefined)) {
    throw new ServiceError('ValidationException', 'Must provide a State Machine ARN or Map Run ARN');
  }
  if (arn === undefined) return { mapRunArn };
  const { machine } = machines.target(arn, () => 0);
  if (machine.type === 'EXPRESS') {
    throw new ServiceError(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  }
  const { stateMachineArn, qualifier } = machineArnParts(arn);
  if (qualifier === undefined) return { stateMachineArn };
  return isVersionNumber(qualifier)
    ? { stateMachineArn, stateMachineVersionArn: arn }
    : { stateMachineArn, stateMachineAliasArn: arn };
}

/** Express is billed by duration, in steps of 100 ms, and by memory, in steps of 64 MB. */
function billing({ startDate, stopDate }: { readonly startDate: number; readonly stopDate?: number }): object {
  const duration = (stopDate ?? startDate) - startDate;
  return { billedDurationInMilliseconds: Math.max(1, Math.ceil(duration / 100)) * 100, billedMemoryUsedInMB: 64 };
}
