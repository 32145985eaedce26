import { afterAll, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';

import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { event, execution, frame, machine } from './records.ts';
import { copyFolder, removeFolders, stateFolder } from './state-folder.ts';

afterAll(removeFolders);

const { arn } = execution('one');

describe('what is written within one turn of the event loop', () => {
  it('is one group, which one promise tells about', async () => {
    const store = new SqliteStore(stateFolder());
    expect(store.committed()).toBeUndefined();
    store.putExecution(execution('one'));
    const first = store.committed();
    store.appendEvent(arn, event(1));
    store.putFrame(arn, frame(''));
    expect(store.committed()).toBe(first);
    await first;
    expect(store.committed()).toBeUndefined();
    store.close();
  });

  it('is on disk once committed', async () => {
    const folder = stateFolder();
    const store = new SqliteStore(folder);
    store.putExecution(execution('one'));
    store.appendEvent(arn, event(1));
    await store.committed();
    // The exclusive lock keeps others out, but not a copy of what has reached the files.
    store.appendEvent(arn, event(2));
    const copy = new SqliteStore(copyFolder(folder));
    expect(copy.readEvents(arn, { limit: 10 })).toEqual([event(1)]);
    copy.close();
    store.close();
  });

  it('is committed by close, which may be called twice', () => {
    const folder = stateFolder();
    const store = new SqliteStore(folder);
    store.putMachine(machine('orders'));
    store.putExecution(execution('one'));
    store.putFrame(arn, frame('', { progress: { attempt: 1 } }));
    store.close();
    store.close();
    expect(store.committed()).toBeUndefined();
    expect(() => store.putExecution(execution('two'))).toThrow(/journal\.sqlite is closed/);

    const reopened = new SqliteStore(folder);
    expect(reopened.listMachines()).toEqual([machine('orders')]);
    expect(reopened.runningExecutions()).toEqual([execution('one')]);
    expect(reopened.frames(arn)).toEqual([frame('', { progress: { attempt: 1 } })]);
    reopened.close();
  });

  it('holds the progress as it was when the frame was put', async () => {
    const store = new SqliteStore(stateFolder());
    const progress = { attempts: [1] };
    store.putExecution(execution('one'));
    store.putFrame(arn, frame('', { progress }));
    progress.attempts.push(2);
    await store.committed();
    expect(store.frames(arn)).toEqual([frame('', { progress: { attempts: [1] } })]);
    store.close();
  });
});

describe('a write that fails', () => {
  it('takes its whole group with it, tells who waits, and stops the journal', async () => {
    const folder = stateFolder();
    const store = new SqliteStore(folder);
    store.putExecution(execution('one'));
    store.appendEvent(arn, event(1));
    await store.committed();

    store.appendEvent(arn, event(2));
    const waiting = store.committed();
    const problem = /journal\.sqlite cannot be written: UNIQUE constraint failed.*start again/;
    expect(() => store.appendEvent(arn, event(2))).toThrow(problem);
    await expect(waiting).rejects.toThrow(problem);
    await expect(store.committed()).rejects.toThrow(problem);
    expect(() => store.putExecution(execution('two'))).toThrow(problem);
    expect(() => store.close()).toThrow(problem);

    const reopened = new SqliteStore(folder);
    expect(reopened.readEvents(arn, { limit: 10 })).toEqual([event(1)]);
    reopened.close();
  });

  it('is a loud one for an execution that nobody started', () => {
    const store = new SqliteStore(stateFolder());
    expect(() => store.appendEvent(arn, event(1))).toThrow(`The journal has no execution ${arn}`);
    expect(() => store.putFrame(arn, frame(''))).toThrow(`The journal has no execution ${arn}`);
    store.close();
  });
});

it('a definition that many share is kept once', () => {
  const folder = stateFolder();
  const definition = `{"Comment":"${'long '.repeat(1000)}"}`;
  for (let run = 0; run < 2; run++) {
    const store = new SqliteStore(folder);
    store.putMachine(machine('orders', { definition, revisionId: `${run}` }));
    for (let i = 0; i < 20; i++) store.putExecution(execution(`${run}-${i}`, { definition }));
    store.putExecution(execution(`${run}-other`, { definition: '{}' }));
    expect(store.getExecution(execution('0-0').arn)?.definition).toBe(definition);
    store.close();
  }
  const database = new DatabaseSync(`${folder}/journal.sqlite`, { readOnly: true });
  expect(database.prepare('SELECT count(*) AS kept FROM definitions').get()?.kept).toBe(2);
  database.close();
});
