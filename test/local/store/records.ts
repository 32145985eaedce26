import type { HistoryEvent } from '../../../local/engine/history.ts';
import type { ExecutionRecord, Frame, MachineRecord } from '../../../local/engine/store.ts';

const ACCOUNT = 'arn:aws:states:us-east-1:000000000000';
const START = 1_767_225_600_000;

export function machine(name: string, changes: Partial<MachineRecord> = {}): MachineRecord {
  return {
    arn: `${ACCOUNT}:stateMachine:${name}`,
    name,
    type: 'STANDARD',
    definition: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
    roleArn: 'arn:aws:iam::000000000000:role/states',
    revisionId: 'INITIAL',
    creationDate: START,
    tags: {},
    ...changes,
  };
}

export function execution(
  name: string,
  changes: Partial<ExecutionRecord> & { readonly of?: string } = {},
): ExecutionRecord {
  const { of = 'orders', ...rest } = changes;
  return {
    arn: `${ACCOUNT}:execution:${of}:${name}`,
    stateMachineArn: `${ACCOUNT}:stateMachine:${of}`,
    name,
    status: 'RUNNING',
    startDate: START,
    input: '{"order":1}',
    definition: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
    roleArn: 'arn:aws:iam::000000000000:role/states',
    type: 'STANDARD',
    ...rest,
  };
}

export function event(id: number, details: HistoryEvent['details'] = { name: 'A', input: '{}' }): HistoryEvent {
  return { id, previousEventId: id - 1, timestamp: START + id, type: 'PassStateEntered', details };
}

export function frame(scope: string, changes: Partial<Frame> = {}): Frame {
  return {
    scope,
    state: 'A',
    input: { order: 1 },
    variables: {},
    enteredEventId: 2,
    enteredAt: START,
    lastEventId: 2,
    progress: {},
    ...changes,
  };
}
