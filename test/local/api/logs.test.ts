import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { logsService } from '../../../local/api/logs.ts';
import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { LogGroups } from '../../../local/resources/logs/log-groups.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { callLogs } from '../../support/logs-api.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const logGroupName = '/app/one';
const logStreamName = 'stream';

interface Page {
  readonly events: readonly { readonly message: string; readonly logStreamName?: string }[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
  readonly nextToken?: string;
}

let server: RunningServer;
let groups: LogGroups;

beforeEach(async () => {
  groups = new LogGroups(simulatedClock(), new MemoryStore());
  server = await startServer({ port: 0, services: [logsService(groups)] });
});

afterEach(() => server.close());

const call = <T = unknown>(operation: string, input: object) => callLogs<T>(server.url, operation, input);

async function withEvents(...messages: readonly string[]): Promise<void> {
  await call('CreateLogGroup', { logGroupName });
  await call('CreateLogStream', { logGroupName, logStreamName });
  const logEvents = messages.map((message, index) => ({ message, timestamp: 1000 + index }));
  await call('PutLogEvents', { logGroupName, logStreamName, logEvents });
}

const texts = ({ events }: Page) => events.map(({ message }) => message);

describe('log groups', () => {
  it('are created once, listed by prefix, and deleted', async () => {
    await call('CreateLogGroup', { logGroupName });
    expect(await call('CreateLogGroup', { logGroupName })).toMatchObject({ __type: 'ResourceAlreadyExistsException' });
    const { logGroups } = await call<{ logGroups: object[] }>('DescribeLogGroups', { logGroupNamePrefix: '/app' });
    expect(logGroups).toMatchObject([
      { logGroupName, arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/app/one:*', storedBytes: 0 },
    ]);
    await call('DeleteLogGroup', { logGroupName });
    expect(await call('DescribeLogStreams', { logGroupName })).toMatchObject({ __type: 'ResourceNotFoundException' });
  });

  it('tell of their streams', async () => {
    await withEvents('a', 'b');
    expect(await call('DescribeLogStreams', { logGroupName })).toMatchObject({
      logStreams: [{ logStreamName, firstEventTimestamp: 1000, lastEventTimestamp: 1001 }],
    });
  });
});

describe('GetLogEvents', () => {
  it('reads forwards page by page, and gives the same token back at the end', async () => {
    await withEvents('a', 'b', 'c');
    const stream = { logGroupName, logStreamName };
    const first = await call<Page>('GetLogEvents', { ...stream, startFromHead: true, limit: 2 });
    expect(texts(first)).toEqual(['a', 'b']);
    const second = await call<Page>('GetLogEvents', { ...stream, nextToken: first.nextForwardToken });
    expect(texts(second)).toEqual(['c']);
    const end = await call<Page>('GetLogEvents', { ...stream, nextToken: second.nextForwardToken });
    expect(texts(end)).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);
  });

  it('begins with the newest events unless told otherwise, and goes back', async () => {
    await withEvents('a', 'b', 'c');
    const newest = await call<Page>('GetLogEvents', { logGroupName, logStreamName, limit: 2 });
    expect(texts(newest)).toEqual(['b', 'c']);
    const before = { logGroupName, logStreamName, nextToken: newest.nextBackwardToken };
    expect(texts(await call<Page>('GetLogEvents', before))).toEqual(['a']);
  });
});

describe('FilterLogEvents', () => {
  it('finds terms, phrases and their absence, within a time', async () => {
    await withEvents('ERROR disk full', 'ERROR network', 'ok disk');
    const find = async (filter: object) => texts(await call<Page>('FilterLogEvents', { logGroupName, ...filter }));
    expect(await find({ filterPattern: 'ERROR' })).toEqual(['ERROR disk full', 'ERROR network']);
    expect(await find({ filterPattern: '"disk full"' })).toEqual(['ERROR disk full']);
    expect(await find({ filterPattern: 'disk -ERROR' })).toEqual(['ok disk']);
    expect(await find({ startTime: 1001, endTime: 1002 })).toEqual(['ERROR network']);
  });

  it('refuses patterns it cannot read, by name', async () => {
    await withEvents('a');
    expect(await call('FilterLogEvents', { logGroupName, filterPattern: '{ $.a = 1 }' })).toMatchObject({
      __type: 'InvalidParameterException',
      message: expect.stringContaining('{ $.a = 1 }'),
    });
  });
});

describe('memory', () => {
  it('keeps the newest events of a group, and only the streams that have some', () => {
    for (let hour = 0; hour < 20; hour++) {
      const events = Array.from({ length: 1000 }, (_, i) => ({ timestamp: i, message: `${hour}/${i}` }));
      groups.write(logGroupName, `hour-${hour}`, events);
    }
    const { events, streams } = groups.get(logGroupName);
    expect(events.length).toBeLessThanOrEqual(5000);
    expect(events.at(-1)?.message).toBe('19/999');
    expect([...streams.keys()].every((name) => events.some(({ stream }) => stream === name))).toBe(true);
  });
});
