import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { openDatabase } from '../../../local/store/database-file.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { DYNAMODB, STATE_FILES, STORAGE, type DatabaseKind } from '../../../local/store/state-folder.ts';
import { event, execution, frame } from './records.ts';
import { contentsOf, copyFolder, removeFolders, stateFolder } from './state-folder.ts';

afterAll(removeFolders);

const FIX = /Move it away, or start with --state and another folder, or with --memory\.$/;

/** Opening fails with `problem`, names the file and the way out, and changes nothing in the whole folder. */
function expectRefused(folder: string, name: string, problem: RegExp): void {
  const before = contentsOf(folder);
  const open = () => new SqliteStore(folder);
  expect(open).toThrow(problem);
  expect(open).toThrow(join(folder, name));
  expect(open).toThrow(FIX);
  expect(contentsOf(folder)).toEqual(before);
}

/** A folder whose files have many pages each; `crashed` leaves the newest part of each in its write-ahead log. */
async function usedFolder({ crashed = false } = {}): Promise<string> {
  const folder = stateFolder();
  const fill = (name: string) => {
    const store = new SqliteStore(folder);
    store.putExecution(execution(name));
    for (let id = 1; id <= 300; id++) store.appendEvent(execution(name).arn, event(id, { text: 'x'.repeat(300) }));
    const others = [DYNAMODB, STORAGE].map((kind) => {
      const database = openDatabase(folder, kind, () => 'CREATE TABLE rows (text);');
      const insert = database.prepare('INSERT INTO rows VALUES (?)');
      for (let row = 1; row <= 300; row++) insert.run('x'.repeat(300));
      return database;
    });
    return { store, close: () => [store, ...others].forEach((open) => open.close()) };
  };
  fill('one').close();
  if (!crashed) return folder;
  const second = fill('two');
  await second.store.committed();
  const left = copyFolder(folder);
  second.close();
  return left;
}

describe('a state folder', () => {
  it('is made when it is not there, and holds the journal alone once closed', () => {
    const folder = join(stateFolder(), 'deep', 'state');
    new SqliteStore(folder).close();
    expect(Object.keys(contentsOf(folder))).toEqual(['journal.sqlite']);
  });

  it('that a crash left is opened with all that was committed', async () => {
    const folder = await usedFolder({ crashed: true });
    const names = STATE_FILES.map(({ name }) => name);
    expect(Object.keys(contentsOf(folder))).toEqual(names.flatMap((name) => [name, `${name}-wal`]).sort());
    const store = new SqliteStore(folder);
    expect(store.runningExecutions().map((found) => found.name)).toEqual(['one', 'two']);
    expect(store.readEvents(execution('two').arn, { limit: 1, reverse: true })).toMatchObject([{ id: 300 }]);
    store.close();
    expect(Object.keys(contentsOf(folder))).not.toContain('journal.sqlite-wal');
  });

  it('may hold other files', () => {
    const folder = stateFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    new SqliteStore(folder).close();
    expect(Object.keys(contentsOf(folder))).toEqual(['journal.sqlite', 'notes.txt']);
  });
});

describe.each(STATE_FILES)('a state folder is refused and left alone for its $name', (kind: DatabaseKind) => {
  const { name } = kind;

  it.each([
    ['newer', kind.version + 1],
    ['of unknown version', null],
  ])('when its schema is %s', async (_, version) => {
    const folder = await usedFolder();
    const database = new DatabaseSync(join(folder, name));
    database.prepare(`UPDATE meta SET value = ? WHERE name = 'schema'`).run(version);
    database.close();
    const found = version ?? 'unknown';
    const problem = `another version of Signalbox: its schema is ${found}, this version reads ${kind.version}\\.`;
    expectRefused(folder, name, new RegExp(problem));
  });

  it.each(['DELETE', 'WAL'])('when it is another program’s database (journal mode %s)', (mode) => {
    const folder = stateFolder();
    const database = new DatabaseSync(join(folder, name));
    database.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE theirs (a)`);
    database.close();
    expectRefused(folder, name, /is not a Signalbox/);
  });

  it.each([
    ['text', Buffer.from('no database at all, but long enough to have a header of one hundred bytes'.repeat(3))],
    ['empty', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(8192)],
  ])('when the file is %s', (_, content) => {
    const folder = stateFolder();
    writeFileSync(join(folder, name), content);
    expectRefused(folder, name, /is (not a Signalbox|damaged or no) /);
  });

  it.each([false, true])('when the file was cut off (crashed before: %s)', async (crashed) => {
    for (const left of [0.9, 0.5, 0.01]) {
      const folder = await usedFolder({ crashed });
      const file = join(folder, name);
      truncateSync(file, Math.floor(readFileSync(file).length * left));
      expectRefused(folder, name, /is (damaged|not a Signalbox)/);
    }
  });

  it.each([false, true])('when pages were overwritten (crashed before: %s)', async (crashed) => {
    const folder = await usedFolder({ crashed });
    const file = join(folder, name);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 12 * 4096, 20 * 4096);
    writeFileSync(file, bytes);
    expectRefused(folder, name, /is damaged/);
  });

  it('when only the write-ahead log is left', async () => {
    const folder = await usedFolder({ crashed: true });
    rmSync(join(folder, name));
    expectRefused(folder, name, /is missing, though its write-ahead log is there/);
  });

  it('when another program has it open', async () => {
    const folder = await usedFolder();
    const database = openDatabase(folder, kind, () => '');
    database.exec('BEGIN IMMEDIATE; CREATE TABLE theirs (a); COMMIT');
    const before = contentsOf(folder);
    expect(() => new SqliteStore(folder)).toThrow(`${name} is in use by another process.`);
    expect(contentsOf(folder)).toEqual(before);
    database.close();
  });
});

describe('a state folder is refused', () => {
  it('when it is a file', () => {
    const file = join(stateFolder(), 'state');
    writeFileSync(file, '');
    expect(() => new SqliteStore(file)).toThrow(/cannot be made: .*(EEXIST|ENOTDIR).*\. Start with --state/);
  });
});

describe('a state folder in use', () => {
  it('is refused to a second store and a second process, and the first goes on', async () => {
    const folder = stateFolder();
    const store = new SqliteStore(folder);
    store.putExecution(execution('one'));
    const problem = /is in use by another process\./;
    expect(() => new SqliteStore(folder)).toThrow(problem);
    const program = `import { SqliteStore } from ${JSON.stringify(storeModule)};
      try { new SqliteStore(process.argv[1]); } catch (error) { console.log(error.message); }`;
    const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program, folder];
    expect(execFileSync(process.execPath, options, { encoding: 'utf8' })).toMatch(problem);

    store.putFrame(execution('one').arn, frame(''));
    await store.committed();
    expect(existsSync(join(folder, 'journal.sqlite-shm'))).toBe(false);
    store.close();
    new SqliteStore(folder).close();
  });
});

const storeModule = new URL('../../../local/store/sqlite-store.ts', import.meta.url).href;
