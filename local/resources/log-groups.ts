import type { Clock } from '../engine/clock.ts';
import { ACCOUNT_ID, REGION } from '../template/pseudo-parameters.ts';

// L1. Ids grow by one within a group and never return, so that a page token outlives dropped events.
// L2. A group keeps its newest events only: this many, and this many characters of text.
const MAX_EVENTS = 5000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

// Dropping from the front moves all that remains, so it is done for a quarter at once.
const KEPT_WHEN_FULL = 0.75;

/** A call that CloudWatch Logs refuses, with its own error name. */
export class LogsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Times are in milliseconds since the epoch. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  firstEvent?: number;
  lastEvent?: number;
  lastIngestion?: number;
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

/** The log groups of the account, in memory and bounded: for reading what just happened, not an archive. */
export class LogGroups {
  readonly #clock: Clock;
  readonly #groups = new Map<string, LogGroup>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws ResourceAlreadyExistsException. */
  create(name: string): LogGroup {
    if (this.#groups.has(name)) throw exists('log group');
    const group: LogGroup = {
      name,
      arn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}`,
      creationTime: this.#clock.now(),
      streams: new Map(),
      events: [],
      size: 0,
      lastId: 0,
    };
    this.#groups.set(name, group);
    return group;
  }

  /** Throws ResourceAlreadyExistsException. */
  createStream(groupName: string, name: string): LogStream {
    const { streams } = this.get(groupName);
    if (streams.has(name)) throw exists('log stream');
    const stream: LogStream = { name, creationTime: this.#clock.now() };
    streams.set(name, stream);
    return stream;
  }

  delete(name: string): void {
    this.get(name);
    this.#groups.delete(name);
  }

  deleteStream(groupName: string, name: string): void {
    this.stream(groupName, name);
    const group = this.get(groupName);
    group.streams.delete(name);
    group.events = group.events.filter(({ stream }) => stream !== name);
    group.size = group.events.reduce((sum, { message }) => sum + message.length, 0);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (!group) throw new LogsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  }

  /** Throws ResourceNotFoundException. */
  stream(groupName: string, name: string): LogStream {
    const stream = this.get(groupName).streams.get(name);
    if (!stream) throw new LogsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    return stream;
  }

  /** In order of their names. */
  list(): readonly LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Appends to a stream that exists. */
  put(
    groupName: string,
    streamName: string,
    events: readonly { readonly timestamp: number; readonly message: string }[],
  ): void {
    const stream = this.stream(groupName, streamName);
    const group = this.get(groupName);
    const ingestionTime = this.#clock.now();
    for (const { timestamp, message } of events) {
      group.events.push({ id: ++group.lastId, stream: streamName, timestamp, ingestionTime, message });
      group.size += message.length;
      stream.firstEvent = Math.min(stream.firstEvent ?? timestamp, timestamp);
      stream.lastEvent = Math.max(stream.lastEvent ?? timestamp, timestamp);
      stream.lastIngestion = ingestionTime;
    }
    if (group.events.length > MAX_EVENTS || group.size > MAX_CHARACTERS) dropOldest(group);
  }

  /** What a service of AWS itself writes; group and stream are made when they are missing. */
  write(
    groupName: string,
    streamName: string,
    events: readonly { readonly timestamp: number; readonly message: string }[],
  ): void {
    const group = this.#groups.get(groupName) ?? this.create(groupName);
    if (!group.streams.has(streamName)) this.createStream(groupName, streamName);
    this.put(groupName, streamName, events);
  }
}

/** A stream goes with its last event, or streams of bygone days would pile up. */
function dropOldest(group: LogGroup): void {
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
  for (const name of dropped) if (!alive.has(name)) group.streams.delete(name);
}

function exists(what: string): LogsError {
  return new LogsError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
}
