import type { Clock } from '../../engine/clock.ts';
import type { ResourceStore } from '../../engine/store.ts';
import {
  append,
  dropOldest,
  dropStream,
  logGroup,
  type LogBatch,
  type LogGroup,
  type LogStream,
  type NewLogEvent,
} from './log-group.ts';

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    readonly logGroup: Pick<LogGroup, 'arn' | 'name' | 'creationTime' | 'retentionDays' | 'lastId'>;
    readonly logStream: { readonly arn: string; readonly group: string } & Pick<LogStream, 'name' | 'creationTime'>;
    readonly logBatch: LogBatch;
  }
}

/** A call that CloudWatch Logs refuses, with its own error name. */
export class LogsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The log groups of the account, bounded: for reading what just happened, not an archive. */
export class LogGroups {
  readonly #clock: Clock;
  readonly #store: ResourceStore;
  readonly #groups = new Map<string, LogGroup>();

  constructor(clock: Clock, store: ResourceStore) {
    this.#clock = clock;
    this.#store = store;
    for (const record of store.listResources('logGroup')) {
      const { name, creationTime, lastId, retentionDays } = record;
      this.#groups.set(name, logGroup(name, creationTime, lastId, retentionDays));
    }
    for (const { group, name, creationTime } of store.listResources('logStream')) {
      this.get(group).streams.set(name, { name, creationTime });
    }
    for (const batch of store.listResources('logBatch')) append(this.get(batch.group), batch);
  }

  /** Throws ResourceAlreadyExistsException. */
  create(name: string): LogGroup {
    if (this.#groups.has(name)) throw exists('log group');
    const group = logGroup(name, this.#clock.now());
    this.#groups.set(name, group);
    this.#keep(group);
    return group;
  }

  /** Throws ResourceAlreadyExistsException. */
  createStream(groupName: string, name: string): LogStream {
    const group = this.get(groupName);
    if (group.streams.has(name)) throw exists('log stream');
    const stream: LogStream = { name, creationTime: this.#clock.now() };
    group.streams.set(name, stream);
    this.#store.putResource('logStream', { ...stream, group: groupName, arn: streamArn(group, name) });
    return stream;
  }

  delete(name: string): void {
    const group = this.get(name);
    for (const stream of [...group.streams.keys()]) this.deleteStream(name, stream);
    this.#groups.delete(name);
    this.#store.deleteResource('logGroup', group.arn);
  }

  deleteStream(groupName: string, name: string): void {
    this.stream(groupName, name);
    const group = this.get(groupName);
    dropStream(group, name);
    this.#forgetBatches(group, ({ stream }) => stream === name);
    this.#forgetStream(group, name);
    // The newest id may have gone with its event.
    this.#keep(group);
  }

  /** Undefined keeps events for ever; as no time is long here, that makes no difference but in the answer. */
  setRetention(name: string, days: number | undefined): void {
    const group = this.get(name);
    group.retentionDays = days;
    this.#keep(group);
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
  put(groupName: string, streamName: string, events: readonly NewLogEvent[]): void {
    this.stream(groupName, streamName);
    const group = this.get(groupName);
    const before = group.events[0]?.id ?? 0;
    const firstId = group.lastId + 1;
    const arn = `${group.arn}:batch:${firstId}`;
    const ingestionTime = this.#clock.now();
    const batch = { arn, group: groupName, stream: streamName, firstId, ingestionTime, events };
    append(group, batch);
    // In memory it would only be a second copy.
    if (this.#store.directory !== undefined) this.#store.putResource('logBatch', batch);
    const streams = dropOldest(group);
    const oldest = group.events[0]?.id ?? Infinity;
    if (oldest > before) this.#forgetBatches(group, ({ firstId, events }) => firstId + events.length <= oldest);
    for (const name of streams) this.#forgetStream(group, name);
  }

  /** What a service of AWS itself writes; group and stream are made when they are missing. */
  write(groupName: string, streamName: string, events: readonly NewLogEvent[]): void {
    const group = this.#groups.get(groupName) ?? this.create(groupName);
    if (!group.streams.has(streamName)) this.createStream(groupName, streamName);
    this.put(groupName, streamName, events);
  }

  #keep({ arn, name, creationTime, retentionDays, lastId }: LogGroup): void {
    this.#store.putResource('logGroup', { arn, name, creationTime, retentionDays, lastId });
  }

  #forgetStream(group: LogGroup, name: string): void {
    group.streams.delete(name);
    this.#store.deleteResource('logStream', streamArn(group, name));
  }

  #forgetBatches({ name }: LogGroup, which: (batch: LogBatch) => boolean): void {
    for (const batch of this.#store.listResources('logBatch')) {
      if (batch.group === name && which(batch)) this.#store.deleteResource('logBatch', batch.arn);
    }
  }
}

function streamArn({ arn }: LogGroup, name: string): string {
  return `${arn}:log-stream:${name}`;
}

function exists(what: string): LogsError {
  return new LogsError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
}
