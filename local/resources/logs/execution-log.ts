import { createHash } from 'node:crypto';
import type { HistoryEvent } from '../../engine/history.ts';
import type { ExecutionRecord, MachineRecord } from '../../engine/store.ts';
import type { Json, JsonObject } from '../../query/json.ts';
import type { LogGroups } from './log-groups.ts';

/** As many events of a history are read at once. */
const PAGE = 1000;

interface HistorySource {
  getMachine(arn: string): MachineRecord | undefined;
  readEvents(executionArn: string, page: { readonly after?: number; readonly limit: number }): readonly HistoryEvent[];
}

/**
 * Writes an execution that has ended into the log groups of its machine's loggingConfiguration.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export function executionLog(source: HistorySource, groups: LogGroups): (execution: ExecutionRecord) => void {
  return (execution) => {
    if (execution.status === 'RUNNING') return;
    const machine = source.getMachine(execution.stateMachineArn);
    const configuration = machine?.loggingConfiguration;
    const wanted = LEVELS.get(String(configuration?.['level'] ?? 'OFF'));
    if (!machine || !configuration || !wanted) return;
    const names = groupNames(configuration);
    const includeData = configuration['includeExecutionData'] === true;
    // What came before a redrive was written when it ended.
    let after = execution.redrive ? execution.redrive.eventId - 1 : undefined;
    for (;;) {
      const page = source.readEvents(execution.arn, { after, limit: PAGE });
      const entries = page
        .filter(({ type }) => wanted(type))
        .map((event) => ({ timestamp: event.timestamp, message: logEntry(execution, event, includeData) }));
      for (const name of names) groups.write(name, streamName(machine, execution), entries);
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html */
const LEVELS = new Map<string, (type: string) => boolean>([
  ['ALL', () => true],
  ['ERROR', (type) => /(Failed|TimedOut|Aborted)$/.test(type)],
  ['FATAL', (type) => /^Execution(Failed|TimedOut|Aborted)$/.test(type)],
]);

function groupNames(configuration: JsonObject): readonly string[] {
  const destinations = configuration['destinations'];
  if (!Array.isArray(destinations)) return [];
  return destinations.flatMap((destination: Json) => {
    const arn = memberOf(memberOf(destination, 'cloudWatchLogsLogGroup'), 'logGroupArn');
    const name = typeof arn === 'string' ? /:log-group:([^:]+)/.exec(arn)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
}

/** One stream an hour for each machine: `states/<machine>/2026-03-10-05-00/7a8e2a33`. */
function streamName({ arn, name }: MachineRecord, { startDate }: ExecutionRecord): string {
  const hour = new Date(startDate).toISOString().slice(0, 13).replace('T', '-');
  return `states/${name}/${hour}-00/${createHash('sha256').update(arn).digest('hex').slice(0, 8)}`;
}

const DATA_MEMBERS = new Set(['input', 'inputDetails', 'output', 'outputDetails', 'parameters', 'resultDetails']);

/** Unlike GetExecutionHistory, ids are text and names have underscores. */
function logEntry({ arn, redrive }: ExecutionRecord, event: HistoryEvent, includeData: boolean): string {
  const details = Object.entries(event.details ?? {}).filter(
    ([name, value]) => value !== undefined && (includeData || !DATA_MEMBERS.has(name)),
  );
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: Object.fromEntries(details),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: arn,
    redrive_count: String(redrive?.count ?? 0),
  });
}
