import { ACCOUNT_ID, REGION } from '../../template/pseudo-parameters.ts';

// L1. Ids grow by one within a group and never return, so that a page token outlives dropped events.
// L2. A group keeps its newest events only: this many, and this many characters of text.
const MAX_EVENTS = 5000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

// Dropping from the front moves all that remains, so it is done for a quarter at once.
const KEPT_WHEN_FULL = 0.75;

/** Times are in milliseconds since the epoch. */
export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogEvent extends NewLogEvent {
  readonly id: number;
  readonly stream: string;
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  firstEvent?: number;
  lastEvent?: number;
  lastIngestion?: number;
}

/** The events of one write, whose ids follow each other. */
export interface LogBatch {
  readonly arn: string;
  readonly group: string;
  readonly stream: string;
  readonly firstId: number;
  readonly ingestionTime: number;
  readonly events: readonly NewLogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly creationTime: number;
  retentionDays?: number;
  readonly streams: Map<string, LogStream>;
  /** In the order of their ids. */
  events: LogEvent[];
  /** Characters of all messages. */
  size: number;
  lastId: number;
}

export function logGroup(name: string, creationTime: number, lastId = 0, retentionDays?: number): LogGroup {
  const arn = `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}`;
  return { name, arn, creationTime, retentionDays, streams: new Map(), events: [], size: 0, lastId };
}

/** Adds the events of a batch; the stream, when it is there, learns of their times. */
export function append(group: LogGroup, { stream: name, firstId, ingestionTime, events }: LogBatch): void {
  const stream = group.streams.get(name);
  group.lastId = Math.max(group.lastId, firstId + events.length - 1);
  for (const [index, { timestamp, message }] of events.entries()) {
    group.events.push({ id: firstId + index, stream: name, timestamp, ingestionTime, message });
    group.size += message.length;
    if (!stream) continue;
    stream.firstEvent = Math.min(stream.firstEvent ?? timestamp, timestamp);
    stream.lastEvent = Math.max(stream.lastEvent ?? timestamp, timestamp);
    stream.lastIngestion = ingestionTime;
  }
}

/** Holds L2. Gives the names of streams that have lost their last event: streams of bygone days would pile up. */
export function dropOldest(group: LogGroup): readonly string[] {
  if (group.events.length <= MAX_EVENTS && group.size <= MAX_CHARACTERS) return [];
  let first = 0;
  while (
    group.events.length - first > MAX_EVENTS * KEPT_WHEN_FULL ||
    (group.size > MAX_CHARACTERS * KEPT_WHEN_FULL && first < group.events.length - 1)
  ) {
    group.size -= group.events[first++]?.message.length ?? 0;
  }
  const dropped = new Set(group.events.slice(0, first).map(({ stream }) => stream));
  group.events = group.events.slice(first);
  const alive = new Set(group.events.map(({ stream }) => stream));
  return [...dropped].filter((name) => !alive.has(name));
}

export function dropStream(group: LogGroup, name: string): void {
  group.events = group.events.filter(({ stream }) => stream !== name);
  group.size = group.events.reduce((sum, { message }) => sum + message.length, 0);
}
