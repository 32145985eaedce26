import type { HistoryEvent, HistoryEventType } from '../engine/history.ts';
import type { ExecutionRecord, MachineRecord } from '../engine/store.ts';

/** Records in the wire form of the Step Functions API: times are seconds, data is JSON text. */

export const seconds = (milliseconds: number): number => milliseconds / 1000;

export function machineAnswer(machine: MachineRecord): object {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: seconds(machine.creationDate),
    loggingConfiguration: machine.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: machine.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: machine.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
    ...(machine.revisionId !== 'INITIAL' && { revisionId: machine.revisionId }),
  };
}

export function executionAnswer(execution: ExecutionRecord): object {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    ...(execution.stopDate !== undefined && { stopDate: seconds(execution.stopDate) }),
    input: execution.input,
    inputDetails: { included: true },
    ...(execution.output !== undefined && { output: execution.output, outputDetails: { included: true } }),
    ...(execution.error !== undefined && { error: execution.error }),
    ...(execution.cause !== undefined && { cause: execution.cause }),
    ...(execution.traceHeader !== undefined && { traceHeader: execution.traceHeader }),
  };
}

/** Standard executions also tell whether they could be redriven. */
export function redriveAnswer({ status }: ExecutionRecord): object {
  const redrivable = status !== 'RUNNING' && status !== 'SUCCEEDED';
  return redrivable
    ? { redriveCount: 0, redriveStatus: 'REDRIVABLE' }
    : {
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: `Execution is ${status} and cannot be redriven`,
      };
}

export function executionListItem(execution: ExecutionRecord): object {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    ...(execution.stopDate !== undefined && { stopDate: seconds(execution.stopDate) }),
    redriveCount: 0,
  };
}

/** Members of an event that hold data, which a caller may ask to be left out. */
const DATA_MEMBERS: ReadonlySet<string> = new Set(['input', 'output', 'parameters', 'assignedVariables', 'cause']);

export function eventAnswer(event: HistoryEvent, includeExecutionData: boolean): object {
  const { details, timestamp, ...rest } = event;
  if (!details) return { ...rest, timestamp: seconds(timestamp) };
  const shown = includeExecutionData
    ? details
    : Object.fromEntries(Object.entries(details).filter(([name]) => !DATA_MEMBERS.has(name)));
  return { ...rest, timestamp: seconds(timestamp), [detailsMember(event.type)]: shown };
}

/** The member that carries an event's details: all kinds of states share two. */
function detailsMember(type: HistoryEventType): string {
  const shared = /State(Entered|Exited)$/.exec(type);
  if (shared) return `state${shared[1]}EventDetails`;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
