import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { checkJournal, isInUse, JournalError, reasonOf } from './check-journal.ts';
import { TABLES } from './journal-schema.ts';

/** The one file of a state folder that is the store's. */
export function journalFile(directory: string): string {
  return join(directory, 'journal.sqlite');
}

/**
 * Opens the journal for this process alone, making folder and file when there are none.
 * Throws an Error that names the file, what is wrong and the way out; the folder is then as it was.
 */
export function openJournal(file: string): DatabaseSync {
  try {
    if (existsSync(file)) checkJournal(file);
    else createJournal(file);
    return connect(file);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(
      file,
      isInUse(error) ? 'is in use by another process' : `cannot be opened: ${reasonOf(error)}`,
    );
  }
}

/** Under another name first, so that a crash meanwhile leaves no half a journal. */
function createJournal(file: string): void {
  if (existsSync(`${file}-wal`)) throw new JournalError(file, 'is missing, though its write-ahead log is there');
  // It holds the inputs and outputs of executions, which are nobody else's business.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new-${process.pid}`;
  rmSync(draft, { force: true });
  try {
    const database = new DatabaseSync(draft);
    // The mode is kept in the file. Closing moves everything out of the write-ahead log.
    database.exec(`PRAGMA journal_mode = WAL; BEGIN; ${TABLES} COMMIT`);
    database.close();
    // Unlike a rename, a link never replaces the journal of a process that was faster.
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
