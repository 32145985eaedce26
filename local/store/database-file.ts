import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { isInUse, reasonOf, StateError } from './state-error.ts';
import { stateFile, type DatabaseKind } from './state-folder.ts';

/**
 * Opens a file of the state folder for this process alone, making folder and file when there are none; what it finds must
 * have been checked. Throws a StateError.
 */
export function openDatabase(directory: string, kind: DatabaseKind, tables: () => string): DatabaseSync {
  const file = stateFile(directory, kind);
  try {
    if (!existsSync(file)) createDatabase(file, kind, tables());
    return connect(file);
  } catch (error) {
    if (isInUse(error)) throw new StateError(kind, file, 'is in use by another process');
    throw new StateError(kind, file, `cannot be ${existsSync(file) ? 'opened' : 'made'}: ${reasonOf(error)}`);
  }
}

/** Under another name first, so that a crash meanwhile leaves no half a file. */
function createDatabase(file: string, { version }: DatabaseKind, tables: string): void {
  // It holds users' data, which are nobody else's business.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new-${process.pid}`;
  rmSync(draft, { force: true });
  try {
    const database = new DatabaseSync(draft);
    const meta = `CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
      INSERT INTO meta VALUES ('schema', ${version});`;
    // The mode is kept in the file. Closing moves everything out of the write-ahead log.
    database.exec(`PRAGMA journal_mode = WAL; BEGIN; ${meta} ${tables} COMMIT`);
    database.close();
    // Unlike a rename, a link never replaces the file of a process that was faster.
    linkSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * NORMAL syncs at checkpoints only: a commit survives the death of the process, and a power cut loses at most the newest
 * commits, never the order. https://www.sqlite.org/pragma.html#pragma_synchronous
 */
function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // Exclusive before the first read: the lock then lasts as long as the process, and no -shm file is needed.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    // 8,192 pages of 4 KiB: a checkpoint syncs twice, and every 32 MiB is seldom enough at full speed.
    database.exec('PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864');
    // In KiB when negative; holds the upper pages of the indexes.
    database.exec('PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
