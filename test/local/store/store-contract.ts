import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { ExecutionFilter, Store } from '../../../local/engine/store.ts';
import { event, execution, frame, machine } from './records.ts';

/** What the engine relies on, whichever store it is given. */
export function storeContract(name: string, open: () => Store): void {
  describe(`${name}: state machines`, () => {
    const store = opened(open);

    it('are found by their ARN, as they were put', () => {
      const full = machine('orders', {
        tags: { team: 'a' },
        loggingConfiguration: { level: 'ALL' },
        definition: 'é \ud800 \0 "',
      });
      store().putMachine(full);
      expect(store().getMachine(full.arn)).toEqual(full);
      expect(store().getMachine('arn:other')).toBeUndefined();
    });

    it('are replaced by a second put, listed by name and gone once deleted', () => {
      for (const name of ['b', 'c', 'a']) store().putMachine(machine(name));
      store().putMachine(machine('b', { revisionId: 'second' }));
      store().deleteMachine(machine('c').arn);
      store().deleteMachine(machine('never').arn);
      expect(store().listMachines()).toEqual([machine('a'), machine('b', { revisionId: 'second' })]);
    });

    it('leave their executions readable when they are deleted', () => {
      store().putMachine(machine('orders'));
      store().putExecution(execution('one'));
      store().appendEvent(execution('one').arn, event(1));
      store().deleteMachine(machine('orders').arn);
      expect(store().getMachine(machine('orders').arn)).toBeUndefined();
      expect(store().getExecution(execution('one').arn)).toEqual(execution('one'));
      expect(store().readEvents(execution('one').arn, { limit: 10 })).toEqual([event(1)]);
      expect(store().listExecutions({ stateMachineArn: machine('orders').arn }, { limit: 10 })).toHaveLength(1);
    });
  });

  describe(`${name}: versions, aliases and activities`, () => {
    const store = opened(open);
    const activity = (name: string, tags = {}) => ({
      arn: `arn:aws:states:us-east-1:000000000000:activity:${name}`,
      name,
      creationDate: 1,
      tags,
    });

    it('are found by kind and ARN, in the order of their creation', async () => {
      const kept = store();
      for (const name of ['b', 'c', 'a']) kept.putResource('activity', activity(name));
      kept.deleteResource('activity', activity('c').arn);
      kept.deleteResource('activity', activity('never').arn);
      await kept.committed();
      kept.putResource('activity', activity('b', { team: 'x' }));
      expect(kept.listResources('activity')).toEqual([activity('b', { team: 'x' }), activity('a')]);
      expect(kept.getResource('activity', activity('b').arn)).toEqual(activity('b', { team: 'x' }));
      expect(kept.getResource('activity', activity('c').arn)).toBeUndefined();
      expect(kept.getResource('alias', activity('b').arn)).toBeUndefined();
      expect(kept.listResources('version')).toEqual([]);
    });

    it('select the executions that were started by them', () => {
      const stateMachineArn = machine('orders').arn;
      const by = { stateMachineVersionArn: `${stateMachineArn}:1`, stateMachineAliasArn: `${stateMachineArn}:live` };
      store().putExecution(execution('plain'));
      store().putExecution(execution('aliased', by));
      store().putExecution(execution('versioned', { stateMachineVersionArn: by.stateMachineVersionArn }));
      const names = (filter: ExecutionFilter) =>
        store()
          .listExecutions({ stateMachineArn, ...filter }, { limit: 10 })
          .map((found) => found.name);
      expect(names({})).toEqual(['versioned', 'aliased', 'plain']);
      expect(names({ stateMachineVersionArn: by.stateMachineVersionArn })).toEqual(['versioned', 'aliased']);
      expect(names({ stateMachineAliasArn: by.stateMachineAliasArn })).toEqual(['aliased']);
    });
  });

  describe(`${name}: executions`, () => {
    const store = opened(open);
    const names = (filter: ExecutionFilter, page: { after?: string; limit: number }) =>
      store()
        .listExecutions(filter, page)
        .map((found) => found.name);

    it('keep their definition and texts to the letter', async () => {
      const ended = execution('one', {
        status: 'FAILED',
        stopDate: 1_767_225_600_123,
        input: ' {"a": "\ud800é\\u0000" } ',
        error: '',
        cause: 'line\nline',
        definition: ' {"StartAt" : "Ä"}',
        traceHeader: 'Root=1',
      });
      store().putExecution(ended);
      expect(store().getExecution(ended.arn)).toEqual(ended);
      await store().committed();
      expect(store().getExecution(ended.arn)).toEqual(ended);
      expect(store().getExecution('arn:other')).toBeUndefined();
    });

    it('are replaced without changing their place', async () => {
      for (const name of ['one', 'two', 'three']) store().putExecution(execution(name));
      await store().committed();
      store().putExecution(execution('one', { status: 'SUCCEEDED', output: '{}' }));
      expect(store().getExecution(execution('one').arn)).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
      expect(names({}, { limit: 10 })).toEqual(['three', 'two', 'one']);
    });

    it('are listed newest first, by machine, by status and by both', async () => {
      store().putExecution(execution('o1'));
      store().putExecution(execution('r1', { of: 'returns' }));
      store().putExecution(execution('o2', { status: 'FAILED' }));
      await store().committed();
      store().putExecution(execution('r2', { of: 'returns', status: 'FAILED' }));
      store().putExecution(execution('o3'));
      const stateMachineArn = machine('orders').arn;
      expect(names({}, { limit: 10 })).toEqual(['o3', 'r2', 'o2', 'r1', 'o1']);
      expect(names({ stateMachineArn }, { limit: 10 })).toEqual(['o3', 'o2', 'o1']);
      expect(names({ status: 'FAILED' }, { limit: 10 })).toEqual(['r2', 'o2']);
      expect(names({ stateMachineArn, status: 'RUNNING' }, { limit: 10 })).toEqual(['o3', 'o1']);
      expect(names({ stateMachineArn: 'arn:other' }, { limit: 10 })).toEqual([]);
    });

    it('are paged after an execution, even one that the filter leaves out', () => {
      for (const name of ['1', '2', '3', '4']) store().putExecution(execution(name));
      const after = execution('3').arn;
      expect(names({}, { limit: 2 })).toEqual(['4', '3']);
      expect(names({}, { after, limit: 1 })).toEqual(['2']);
      store().putExecution(execution('5'));
      store().putExecution(execution('3', { status: 'ABORTED' }));
      expect(names({ status: 'RUNNING' }, { after, limit: 10 })).toEqual(['2', '1']);
      expect(names({}, { after: execution('1').arn, limit: 10 })).toEqual([]);
      expect(names({}, { after: 'arn:other', limit: 10 })).toEqual([]);
      expect(names({}, { limit: 0 })).toEqual([]);
    });

    it('are handed out for resuming oldest first, once they run again too', async () => {
      for (const name of ['1', '2', '3', '4']) store().putExecution(execution(name));
      await store().committed();
      store().putExecution(execution('2', { status: 'SUCCEEDED' }));
      store().putExecution(execution('1', { status: 'FAILED' }));
      expect(
        store()
          .runningExecutions()
          .map((found) => found.name),
      ).toEqual(['3', '4']);
      store().putExecution(execution('1'));
      expect(store().runningExecutions()).toEqual([execution('1'), execution('3'), execution('4')]);
    });
  });

  describe(`${name}: events`, () => {
    const store = opened(open);
    const { arn } = execution('one');
    const ids = (page: { after?: number; limit: number; reverse?: boolean }) =>
      store()
        .readEvents(arn, page)
        .map((found) => found.id);

    it('come back whole, with details or without', async () => {
      const bare = { id: 2, previousEventId: 0, timestamp: 1_767_225_600_000, type: 'ExecutionAborted' } as const;
      store().putExecution(execution('one'));
      store().appendEvent(
        arn,
        event(1, { input: '\ud800"\\', inputDetails: { truncated: false }, nothing: undefined }),
      );
      store().appendEvent(arn, bare);
      await store().committed();
      expect(store().readEvents(arn, { limit: 10 })).toEqual([
        event(1, { input: '\ud800"\\', inputDetails: { truncated: false } }),
        bare,
      ]);
    });

    it('are paged in both directions, and kept apart by execution', async () => {
      store().putExecution(execution('one'));
      store().putExecution(execution('other'));
      for (let id = 1; id <= 5; id++) {
        store().appendEvent(arn, event(id));
        store().appendEvent(execution('other').arn, event(id));
        if (id === 3) await store().committed();
      }
      expect(ids({ limit: 2 })).toEqual([1, 2]);
      expect(ids({ after: 2, limit: 2 })).toEqual([3, 4]);
      expect(ids({ after: 5, limit: 2 })).toEqual([]);
      expect(ids({ limit: 2, reverse: true })).toEqual([5, 4]);
      expect(ids({ after: 2, limit: 2, reverse: true })).toEqual([1]);
      expect(ids({ limit: Infinity })).toEqual([1, 2, 3, 4, 5]);
      expect(store().readEvents('arn:other', { limit: 10 })).toEqual([]);
    });

    it('can be appended to an execution that had ended', async () => {
      store().putExecution(execution('one', { status: 'FAILED' }));
      store().appendEvent(arn, event(1));
      await store().committed();
      store().appendEvent(arn, event(2));
      expect(ids({ limit: 10 })).toEqual([1, 2]);
    });
  });

  describe(`${name}: frames`, () => {
    const store = opened(open);
    const { arn } = execution('one');
    const scopes = () =>
      store()
        .frames(arn)
        .map((found) => found.scope)
        .sort();

    it('are the last of each scope, with all that was in them', async () => {
      const last = frame('', {
        state: 'B',
        input: [null, 'é', { deep: [1.5] }],
        variables: JSON.parse('{"__proto__": 1}'),
        progress: { attempt: 2 },
        output: null,
      });
      store().putExecution(execution('one'));
      store().putFrame(arn, frame(''));
      await store().committed();
      store().putFrame(arn, frame('', { state: 'between' }));
      store().putFrame(arn, last);
      expect(store().frames(arn)).toEqual([last]);
      await store().committed();
      expect(store().frames(arn)).toEqual([last]);
      expect(store().frames('arn:other')).toEqual([]);
    });

    it('are dropped with the scopes inside, whether written or pending', async () => {
      store().putExecution(execution('one'));
      for (const scope of ['', '5.0', '5.0/9.1', '5.0/9.1/12.0', '5.01', '5.1']) store().putFrame(arn, frame(scope));
      await store().committed();
      for (const scope of ['5.0/9.2', '5.0.1', '5.1/7.0']) store().putFrame(arn, frame(scope));
      store().dropFrames(arn, '5.0');
      expect(scopes()).toEqual(['', '5.0.1', '5.01', '5.1', '5.1/7.0']);
      store().putFrame(arn, frame('5.0'));
      expect(scopes()).toEqual(['', '5.0', '5.0.1', '5.01', '5.1', '5.1/7.0']);
      store().dropFrames(arn, '');
      expect(scopes()).toEqual([]);
      store().dropFrames('arn:other', '');
    });
  });
}

function opened(open: () => Store): () => Store {
  let store: Store;
  beforeEach(() => void (store = open()));
  afterEach(() => store.close());
  return () => store;
}
