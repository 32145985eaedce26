import type { LogEvent } from '../resources/logs/log-group.ts';
import { LogsError, type LogGroups } from '../resources/logs/log-groups.ts';
import { ApiError } from './answer.ts';
import { jsonService, type JsonOperation } from './json-protocol.ts';
import { eventPage, matchesPattern } from './logs/event-page.ts';
import { groupAnswer, streamAnswer } from './logs/answers.ts';
import { pageOf } from './page-token.ts';
import { RequestFields } from './request-fields.ts';
import type { Service } from './service.ts';

type Operation = (fields: RequestFields) => object | void;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html */
export function logsService(groups: LogGroups, committed?: () => Promise<void> | undefined): Service {
  const operations: Readonly<Record<string, Operation>> = {
    CreateLogGroup(fields) {
      groups.create(checked(fields, nameField(fields, 'logGroupName')));
    },
    DeleteLogGroup(fields) {
      groups.delete(checked(fields, nameField(fields, 'logGroupName')));
    },
    DescribeLogGroups(fields) {
      const prefix = fields.optional('logGroupNamePrefix') ?? '';
      const part = fields.optional('logGroupNamePattern')?.toLowerCase() ?? '';
      const page = pageFields(fields);
      fields.check();
      const found = groups.list().filter(({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(part));
      const { items, nextToken } = pageOf('logGroups', found, ({ name }) => name, page);
      return { logGroups: items.map(groupAnswer), nextToken };
    },
    PutRetentionPolicy(fields) {
      const name = nameField(fields, 'logGroupName');
      const days = fields.integer('retentionInDays', { min: 1 });
      fields.check();
      groups.setRetention(name, days);
    },
    DeleteRetentionPolicy(fields) {
      groups.setRetention(checked(fields, nameField(fields, 'logGroupName')), undefined);
    },
    CreateLogStream(fields) {
      const group = nameField(fields, 'logGroupName');
      groups.createStream(group, checked(fields, nameField(fields, 'logStreamName')));
    },
    DeleteLogStream(fields) {
      const group = nameField(fields, 'logGroupName');
      groups.deleteStream(group, checked(fields, nameField(fields, 'logStreamName')));
    },
    DescribeLogStreams(fields) {
      const group = groups.get(groupField(fields));
      const prefix = fields.optional('logStreamNamePrefix') ?? '';
      const byTime = fields.optional('orderBy', { oneOf: ['LogStreamName', 'LastEventTime'] }) === 'LastEventTime';
      const descending = fields.flag('descending') ?? false;
      const page = pageFields(fields);
      fields.check();
      const found = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(prefix))
        .sort((a, b) => (byTime ? (a.lastEvent ?? 0) - (b.lastEvent ?? 0) : a.name < b.name ? -1 : 1));
      if (descending) found.reverse();
      const { items, nextToken } = pageOf('logStreams', found, ({ name }) => name, page);
      return { logStreams: items.map((stream) => streamAnswer(group.arn, stream)), nextToken };
    },
    PutLogEvents(fields) {
      const group = nameField(fields, 'logGroupName');
      const stream = nameField(fields, 'logStreamName');
      const events = (fields.list('logEvents') ?? []).map(newEvent);
      fields.check();
      groups.put(group, stream, events);
      return { nextSequenceToken: '0' };
    },
    GetLogEvents(fields) {
      const group = groupField(fields);
      const stream = checked(fields, nameField(fields, 'logStreamName'));
      groups.stream(group, stream);
      const wanted = timeRange(fields);
      const limit = fields.integer('limit', { min: 1, max: 10_000 });
      const token = fields.optional('nextToken');
      const fromHead = fields.flag('startFromHead') ?? false;
      fields.check();
      const events = groups.get(group).events.filter((event) => event.stream === stream && wanted(event));
      const page = eventPage(events, { token, fromHead, limit });
      return {
        events: page.events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
        nextForwardToken: page.forward,
        nextBackwardToken: page.backward,
      };
    },
    FilterLogEvents(fields) {
      const group = groups.get(groupField(fields));
      const streams = fields.list('logStreamNames');
      const prefix = fields.optional('logStreamNamePrefix') ?? '';
      const wanted = timeRange(fields);
      const matches = matchesPattern(fields.optional('filterPattern', { max: 1024 }) ?? '');
      const limit = fields.integer('limit', { min: 1, max: 10_000 }) ?? 10_000;
      const token = fields.optional('nextToken');
      fields.check();
      const found = group.events.filter(
        (event) =>
          (streams?.includes(event.stream) ?? true) &&
          event.stream.startsWith(prefix) &&
          wanted(event) &&
          matches(event.message),
      );
      const { items, nextToken } = pageOf('filter', found, ({ id }) => String(id), { limit, token });
      const events = items.map(({ id, stream, timestamp, message, ingestionTime }) => ({
        eventId: String(id),
        logStreamName: stream,
        timestamp,
        message,
        ingestionTime,
      }));
      return { events, searchedLogStreams: [], nextToken };
    },
  };
  return jsonService({
    name: 'logs',
    targets: ['Logs_20140328'],
    version: '1.1',
    committed,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [name, asJsonOperation(operation)]),
    ),
  });
}

function asJsonOperation(operation: Operation): JsonOperation {
  return (input) => {
    try {
      return operation(new RequestFields(input));
    } catch (thrown) {
      if (thrown instanceof LogsError) throw new ApiError(thrown.name, 400, thrown.message);
      throw thrown;
    }
  };
}

function nameField(fields: RequestFields, name: string): string {
  return fields.required(name, { min: 1, max: 512 });
}

/** A name, or the ARN that newer calls may give instead. */
function groupField(fields: RequestFields): string {
  const identifier = fields.optional('logGroupIdentifier');
  return identifier === undefined
    ? checked(fields, nameField(fields, 'logGroupName'))
    : identifier.replace(/^.*:log-group:/, '').replace(/:\*$/, '');
}

function checked(fields: RequestFields, value: string): string {
  fields.check();
  return value;
}

function pageFields(fields: RequestFields): { readonly limit: number; readonly token: string | undefined } {
  return { limit: fields.integer('limit', { min: 1, max: 50 }) ?? 50, token: fields.optional('nextToken') };
}

function timeRange(fields: RequestFields): (event: LogEvent) => boolean {
  const from = fields.integer('startTime') ?? -Infinity;
  // The end is exclusive.
  const to = fields.integer('endTime') ?? Infinity;
  return ({ timestamp }) => timestamp >= from && timestamp < to;
}

function newEvent(event: unknown): { readonly timestamp: number; readonly message: string } {
  const fields = new RequestFields(typeof event === 'object' && event !== null ? { ...event } : {});
  const message = fields.required('message', { min: 1 });
  const timestamp = fields.integer('timestamp', { min: 0 });
  fields.check();
  if (timestamp === undefined) throw new ApiError('InvalidParameterException', 400, 'a log event needs a timestamp');
  return { timestamp, message };
}
