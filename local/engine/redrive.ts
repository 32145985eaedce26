import type { JsonObject } from '../query/json.ts';
import { machineOf } from './arns.ts';
import { MAX_HISTORY_EVENTS, MAX_STANDARD_MS } from './limits.ts';
import type { ExecutionRecord, Frame, Store } from './store.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const REDRIVABLE_MS = 14 * 24 * 3600 * 1000;
/** How many client tokens of an execution are remembered, and how long. */
const MAX_TOKENS = 10;
const TOKEN_MS = 15 * 60 * 1000;

// R1. What had exited stays done: only frames without an output go on, each in the state where it stopped.
// R2. They begin that state's work anew (attempts, timeouts, tokens), without entering it again.
// R3. The event, the record and the frames are written in one turn: a crash redrives as a whole or not at all.

/**
 * Members of a frame's `progress` that are kept: the children that a Map or Parallel began, the execution that stands
 * for an item, and a result that was there when a sibling failed.
 */
const SURVIVES_REDRIVE: ReadonlySet<string> = new Set(['inner', 'executionArn', 'done']);

/** AWS's reason in AWS's words; undefined for an execution that can be redriven. */
export function whyNotRedrivable(store: Store, record: ExecutionRecord, now: number): string | undefined {
  const { arn, stateMachineArn, status, type, startDate, stopDate = startDate } = record;
  if (!isUnsuccessful(record)) return cannotBeRedriven(status);
  // The Express executions of a Map Run begin from their start again, at any time.
  if (type === 'EXPRESS') return undefined;
  // Machines are gone at once here; on AWS they are on their way out while executions run.
  if (!store.getMachine(machineOf(stateMachineArn))) return 'State machine is in DELETING status';
  if (now - startDate >= MAX_STANDARD_MS) return 'Execution has exceeded the max execution time';
  if (now - stopDate >= REDRIVABLE_MS) return 'Execution redrivable period exceeded';
  // ExecutionRedriven and one event more must fit.
  if (lastEventId(store, arn) > MAX_HISTORY_EVENTS - 2) return 'Execution history event limit exceeded';
  return undefined;
}

function cannotBeRedriven(status: string): string {
  return `Execution is ${status} and cannot be redriven`;
}

/** As the description of an execution that has just ended tells it, when no limit of time or events applies yet. */
export function redriveMembers(ended: ExecutionRecord): JsonObject {
  return {
    RedriveCount: ended.redrive?.count ?? 0,
    RedriveStatus: isUnsuccessful(ended) ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(!isUnsuccessful(ended) && { RedriveStatusReason: cannotBeRedriven(ended.status) }),
  };
}

export function isUnsuccessful({ status }: ExecutionRecord): boolean {
  return status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
}

/** When this client token has redriven the execution already: a repeated request is answered as the first one was. */
export function redrivenBy({ redrive }: ExecutionRecord, token: string, now: number): number | undefined {
  return redrive?.tokens.find((used) => used.token === token && now - used.date <= TOKEN_MS)?.date;
}

/** What an execution goes on from: its newest event, and its frames by scope. */
export interface Interrupted {
  readonly lastEventId: number;
  readonly frames: Map<string, Frame>;
}

/** What the journal knows of an execution that was running. */
export function interrupted(store: Store, arn: string): Interrupted {
  const frames = new Map(store.frames(arn).map((frame) => [frame.scope, frame]));
  return { lastEventId: lastEventId(store, arn), frames };
}

/** Journals that an unsuccessful execution runs again; it can then be resumed like an interrupted one. */
export function redrive(store: Store, ended: ExecutionRecord, now: number, token?: string): ExecutionRecord {
  const { stopDate: _stopDate, output: _output, error: _error, cause: _cause, ...rest } = ended;
  const count = (ended.redrive?.count ?? 0) + 1;
  const previousEventId = lastEventId(store, ended.arn);
  const id = previousEventId + 1;
  const used = ended.redrive?.tokens ?? [];
  const tokens = token === undefined ? used : [{ token, date: now }, ...used].slice(0, MAX_TOKENS);
  const record: ExecutionRecord = { ...rest, status: 'RUNNING', redrive: { count, date: now, eventId: id, tokens } };
  const details = { redriveCount: count };
  store.putExecution(record);
  store.appendEvent(record.arn, { id, previousEventId, timestamp: now, type: 'ExecutionRedriven', details });
  for (const frame of store.frames(ended.arn)) {
    if (frame.output === undefined) store.putFrame(ended.arn, begunAnew(frame, id, now));
  }
  return record;
}

function begunAnew({ token: _token, ...frame }: Frame, lastEventId: number, now: number): Frame {
  const kept = Object.entries(frame.progress).filter(([name]) => SURVIVES_REDRIVE.has(name));
  const progress: JsonObject = { ...Object.fromEntries(kept), redriven: true };
  return { ...frame, lastEventId, enteredAt: now, progress };
}

export function lastEventId(store: Store, arn: string): number {
  const [last] = store.readEvents(arn, { limit: 1, reverse: true });
  return last?.id ?? 0;
}
