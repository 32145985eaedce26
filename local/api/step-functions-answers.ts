import type { HistoryEvent, HistoryEventType } from '../engine/history.ts';
import type { AliasRecord, ExecutionRecord, MachineRecord, VersionRecord } from '../engine/store.ts';

/** Records in the wire form of the Step Functions API: times are seconds, data is JSON text. */

export const seconds = (milliseconds: number): number => milliseconds / 1000;

export function machineAnswer(machine: MachineRecord | VersionRecord, includesData: boolean): object {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: includesData ? machine.definition : '{}',
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: seconds(machine.creationDate),
    ...configurations(machine),
    ...('description' in machine && { description: machine.description }),
  };
}

/** The machine as an execution sees it: its own definition, which an update since has not changed. */
export function machineOfExecutionAnswer(
  machine: MachineRecord,
  execution: ExecutionRecord,
  includesData: boolean,
): object {
  const label = execution.stateMachineArn.split('/').slice(1).at(-1);
  return {
    stateMachineArn: execution.stateMachineArn,
    name: machine.name,
    definition: includesData ? execution.definition : '{}',
    roleArn: execution.roleArn,
    updateDate: seconds(machine.updateDate ?? machine.creationDate),
    ...configurations(machine),
    ...(label !== undefined && { label }),
    ...(execution.mapRunArn !== undefined && { mapRunArn: execution.mapRunArn }),
  };
}

function configurations(machine: MachineRecord | VersionRecord): object {
  return {
    loggingConfiguration: machine.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: machine.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: machine.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
    ...(machine.revisionId !== 'INITIAL' && { revisionId: machine.revisionId }),
  };
}

export function aliasAnswer({ arn, name, description, routes, creationDate, updateDate }: AliasRecord): object {
  return {
    stateMachineAliasArn: arn,
    name,
    ...(description !== undefined && { description }),
    routingConfiguration: routes,
    creationDate: seconds(creationDate),
    updateDate: seconds(updateDate),
  };
}

export function executionAnswer(execution: ExecutionRecord, includesData: boolean): object {
  return {
    ...executionSummary(execution),
    ...(includesData && { input: execution.input }),
    inputDetails: { included: includesData },
    ...(execution.output !== undefined && {
      ...(includesData && { output: execution.output }),
      outputDetails: { included: includesData },
    }),
    ...(includesData && execution.error !== undefined && { error: execution.error }),
    ...(includesData && execution.cause !== undefined && { cause: execution.cause }),
    ...(execution.traceHeader !== undefined && { traceHeader: execution.traceHeader }),
  };
}

/** What a list and a description both tell, with the qualified ARN and the Map Run that it was started by. */
function executionSummary(execution: ExecutionRecord): object {
  const { stopDate, stateMachineVersionArn, stateMachineAliasArn, mapRunArn } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
    ...(mapRunArn !== undefined && { mapRunArn }),
  };
}

/** How often it was redriven, and whether it can be. */
export function redriveAnswer(execution: ExecutionRecord, whyNot: string | undefined): object {
  const redrivable = execution.mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN';
  return {
    ...redrives(execution),
    redriveStatus: whyNot === undefined ? redrivable : 'NOT_REDRIVABLE',
    ...(whyNot !== undefined && { redriveStatusReason: whyNot }),
  };
}

/** Of the Express executions of a Map Run the count alone is told. */
function redrives({ redrive, type }: ExecutionRecord): object {
  const dated = redrive && type === 'STANDARD';
  return { redriveCount: redrive?.count ?? 0, ...(dated && { redriveDate: seconds(redrive.date) }) };
}

/** `itemCount` is told of a Map Run's executions alone. */
export function executionListItem(execution: ExecutionRecord, itemCount: number | undefined): object {
  return { ...executionSummary(execution), ...(itemCount !== undefined && { itemCount }), ...redrives(execution) };
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
