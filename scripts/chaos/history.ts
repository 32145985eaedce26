import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { AttemptSeen, RunSeen } from './recording.ts';

const CHECKS: readonly string[] = ['Check breaker', 'Check next breaker'];
const CLAIM = 'Claim probe';
const CALL = 'Call model';
const RECORD = 'Record failed attempt';

/** What an execution's history says of its model calls. */
export function callsIn(events: readonly HistoryEvent[]): {
  /** The links of the chain that gave no answer. */
  readonly failed: readonly AttemptSeen[];
  readonly runs: readonly RunSeen[];
} {
  const runs: RunSeen[] = [];
  let failed: readonly AttemptSeen[] = [];
  let state = '';
  let read: RunSeen['read'];
  let probe = false;
  let retry = 0;
  let modelId = '';
  let from = 0;
  for (const event of events) {
    const at = event.timestamp?.getTime() ?? 0;
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined) {
      state = entered;
      retry = 0;
      if (CHECKS.includes(state)) [read, probe] = [undefined, false];
    }
    const scheduled = event.taskScheduledEventDetails;
    if (scheduled) from = at;
    if (scheduled && state === CALL) modelId = modelIn(scheduled.parameters);
    const succeeded = event.taskSucceededEventDetails;
    if (succeeded && CHECKS.includes(state)) read = { circuit: circuitIn(succeeded.output), from, by: at };
    if (succeeded && state === CLAIM) probe = true;
    const result = state === CALL ? resultOf(event) : undefined;
    if (result !== undefined) runs.push({ modelId, retry: retry++, probe, read, from, by: at, result });
    const exited = event.stateExitedEventDetails;
    if (exited?.name === RECORD) failed = parsed<AttemptSeen[]>(exited.assignedVariables?.modelAttempts) ?? failed;
  }
  return { failed, runs };
}

function resultOf(event: HistoryEvent): string | undefined {
  const output = event.taskSucceededEventDetails?.output;
  if (output !== undefined) return parsed<{ Payload?: { outcome?: string } }>(output)?.Payload?.outcome ?? 'unknown';
  return event.taskFailedEventDetails?.error ?? event.taskTimedOutEventDetails?.error;
}

function modelIn(parameters: string | undefined): string {
  return parsed<{ Payload?: { modelId?: string } }>(parameters)?.Payload?.modelId ?? 'unknown';
}

/** A breaker that nobody has written to yet has no item, and is closed. */
function circuitIn(output: string | undefined): string {
  return parsed<{ Item?: { circuit?: { S?: string } } }>(output)?.Item?.circuit?.S ?? 'CLOSED';
}

function parsed<T>(json: string | undefined): T | undefined {
  return json === undefined ? undefined : (JSON.parse(json) as T);
}
