import { describe, expect, it } from '@jest/globals';
import type { ExecutionRecord } from '../../../../local/engine/store.ts';
import { executionLog } from '../../../../local/resources/logs/execution-log.ts';
import { LogGroups } from '../../../../local/resources/logs/log-groups.ts';
import { statusChange } from '../../../../local/resources/events/status-change.ts';
import { MemoryStore } from '../../../../local/store/memory-store.ts';
import { simulatedClock } from '../../../support/simulated-clock.ts';

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const record: ExecutionRecord = {
  arn: 'arn:aws:states:us-east-1:000000000000:execution:m:one',
  stateMachineArn: machineArn,
  name: 'one',
  status: 'FAILED',
  startDate: 1000,
  stopDate: 2000,
  input: '{"a":1}',
  error: 'Broken',
  definition: '{}',
  roleArn: 'arn:aws:iam::000000000000:role/any',
  type: 'STANDARD',
};

function logged(level: string, includeExecutionData: boolean, ended = record): readonly Record<string, unknown>[] {
  const store = new MemoryStore();
  const groups = new LogGroups(simulatedClock(), new MemoryStore());
  groups.create('/runs');
  const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:/runs:*';
  const loggingConfiguration = {
    level,
    includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  };
  const { roleArn, definition } = record;
  store.putMachine({
    ...{ arn: machineArn, name: 'm', type: 'STANDARD', definition, roleArn, revisionId: 'INITIAL', creationDate: 0 },
    loggingConfiguration,
    tags: {},
  });
  const input = '{"a":1}';
  const event = { timestamp: 1000, previousEventId: 0 };
  store.appendEvent(record.arn, { ...event, id: 1, type: 'ExecutionStarted', details: { input, roleArn } });
  store.appendEvent(record.arn, { ...event, id: 2, type: 'TaskFailed', details: { error: 'Slow' } });
  store.appendEvent(record.arn, {
    ...event,
    id: 3,
    previousEventId: 2,
    type: 'ExecutionFailed',
    details: { error: 'Broken' },
  });
  const write = executionLog(store, groups);
  write({ ...record, status: 'RUNNING' });
  write(ended);
  return groups.get('/runs').events.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
}

describe('the log of an execution', () => {
  it('goes on after a redrive where it had ended', () => {
    const redrive = { count: 2, date: 1500, eventId: 3, tokens: [] };
    expect(logged('ALL', true, { ...record, redrive })).toMatchObject([{ id: '3', redrive_count: '2' }]);
  });

  it('has every event at level ALL, in the form of CloudWatch Logs', () => {
    const entries = logged('ALL', true);
    expect(entries.map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskFailed', 'ExecutionFailed']);
    expect(entries[2]).toEqual({
      id: '3',
      type: 'ExecutionFailed',
      details: { error: 'Broken' },
      previous_event_id: '2',
      event_timestamp: '1000',
      execution_arn: record.arn,
      redrive_count: '0',
    });
  });

  it('leaves data out unless it is asked for', () => {
    expect(logged('ALL', false)[0]?.['details']).toEqual({ roleArn: record.roleArn });
    expect(logged('ALL', true)[0]?.['details']).toEqual({ input: '{"a":1}', roleArn: record.roleArn });
  });

  it.each([
    ['ERROR', ['TaskFailed', 'ExecutionFailed']],
    ['FATAL', ['ExecutionFailed']],
    ['OFF', []],
  ])('has at level %s only %j', (level, types) => {
    expect(logged(level, true).map(({ type }) => type)).toEqual(types);
  });
});

describe('the status change that EventBridge learns', () => {
  it('tells of Standard executions only', () => {
    expect(statusChange({ ...record, type: 'EXPRESS' })).toBeUndefined();
    expect(statusChange(record)).toMatchObject({
      source: 'aws.states',
      resources: [record.arn],
      timeMs: 2000,
      detail: { status: 'FAILED', startDate: 1000, stopDate: 2000, input: '{"a":1}', output: null, error: 'Broken' },
    });
  });

  it('drops an output over 248 KiB, but keeps the input', () => {
    const output = JSON.stringify('x'.repeat(250 * 1024));
    expect(statusChange({ ...record, status: 'SUCCEEDED', output })?.detail).toMatchObject({
      output: null,
      outputDetails: { included: false },
      input: '{"a":1}',
    });
  });
});
