import { existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { SCHEMA_VERSION } from './journal-schema.ts';

/** A journal that cannot be used: which file, why, and what to do. */
export class JournalError extends Error {
  constructor(file: string, problem: string) {
    super(`The journal ${file} ${problem}. Move it away, or start with --state and another folder, or with --memory.`);
    this.name = 'JournalError';
  }
}

/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

// By its members, because SQLite's errors are of another realm where a test runner has its own `Error`.
export function isInUse(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

export function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** The check reads every page; a larger journal is only looked at where it is read, so that starting stays quick. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

/** Throws a JournalError unless the file is an undamaged journal of this version. Changes nothing. */
export function checkJournal(file: string): void {
  // "Immutable" takes no lock and makes no -wal or -shm file. It does not see the write-ahead log either, but the
  // version is written once, before the file has its name.
  const asFound = pathToFileURL(file);
  asFound.search = '?immutable=1';
  reading(file, asFound, (database) => checkVersion(file, database));
  if (statSync(file).size > MAX_CHECKED_BYTES) return;

  // Closed properly, a journal has no log: the file is all there is, and nobody has it open.
  if (!existsSync(`${file}-wal`)) return reading(file, asFound, (database) => checkPages(file, database));

  // Left by a crash, or in use. A reader that must see the log makes an -shm file, and leaves it because it may not
  // write the log back into the file, which would change a damaged one.
  const hadSharedMemory = existsSync(`${file}-shm`);
  try {
    reading(file, file, (database) => checkPages(file, database));
  } finally {
    if (!hadSharedMemory) rmSync(`${file}-shm`, { force: true });
  }
}

function checkVersion(file: string, database: DatabaseSync): void {
  const hasVersion = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'`).get();
  if (!hasVersion) throw new JournalError(file, 'is not a Signalbox journal: it has no table "meta"');
  const version = database.prepare(`SELECT value FROM meta WHERE name = 'schema'`).get()?.value;
  if (version !== SCHEMA_VERSION) {
    throw new JournalError(
      file,
      `was written by another version of Signalbox: its schema is ${version ?? 'unknown'}, this version reads ${SCHEMA_VERSION}`,
    );
  }
}

function checkPages(file: string, database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw new JournalError(file, `is damaged: ${String(found).replaceAll('\n', ' ')}`);
}

function reading(file: string, location: string | URL, check: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(location, { readOnly: true });
  try {
    check(database);
  } catch (error) {
    if (error instanceof JournalError || isInUse(error)) throw error;
    throw new JournalError(file, `is damaged or no journal at all: ${reasonOf(error)}`);
  } finally {
    database.close();
  }
}
