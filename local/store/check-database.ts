import { existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { isInUse, reasonOf, StateError } from './state-error.ts';
import { STATE_FILES, stateFile, type DatabaseKind } from './state-folder.ts';

/**
 * Throws a StateError unless every file that the folder has is undamaged, of this version and not in use. Changes nothing,
 * and is done before the first of them is opened: a folder is taken as a whole or left as it is.
 */
export function checkStateFolder(directory: string): void {
  for (const kind of STATE_FILES) checkDatabase(kind, directory);
}

/** The check reads every page; a larger file is only looked at where it is read, so that starting stays quick. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

function checkDatabase(kind: DatabaseKind, directory: string): void {
  const file = stateFile(directory, kind);
  const hasLog = existsSync(`${file}-wal`);
  if (!existsSync(file)) {
    if (hasLog) throw new StateError(kind, file, 'is missing, though its write-ahead log is there');
    return;
  }
  // "Immutable" takes no lock and makes no -wal or -shm file. It does not see the write-ahead log either, but the
  // version is written once, before the file has its name.
  const asFound = pathToFileURL(file);
  asFound.search = '?immutable=1';
  reading(kind, file, asFound, (database) => checkVersion(kind, file, database));
  const check = (database: DatabaseSync): void => {
    if (statSync(file).size <= MAX_CHECKED_BYTES) checkPages(kind, file, database);
    const missing = kind.missing?.(database, directory);
    if (missing !== undefined) throw new StateError(kind, file, `needs ${missing}, which is missing`);
  };
  // Closed properly, it has no log: the file is all there is, and nobody has it open.
  if (!hasLog) return reading(kind, file, asFound, check);

  // Left by a crash, or in use. A reader that must see the log makes an -shm file, and leaves it because it may not
  // write the log back into the file, which would change a damaged one.
  const hadSharedMemory = existsSync(`${file}-shm`);
  try {
    reading(kind, file, file, check);
  } finally {
    if (!hadSharedMemory) rmSync(`${file}-shm`, { force: true });
  }
}

function checkVersion(kind: DatabaseKind, file: string, database: DatabaseSync): void {
  const hasVersion = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'`).get();
  if (!hasVersion) throw new StateError(kind, file, `is not a Signalbox ${kind.what}: it has no table "meta"`);
  const version = database.prepare(`SELECT value FROM meta WHERE name = 'schema'`).get()?.value;
  if (version !== kind.version) {
    throw new StateError(
      kind,
      file,
      `was written by another version of Signalbox: its schema is ${version ?? 'unknown'}, this version reads ${kind.version}`,
    );
  }
}

function checkPages(kind: DatabaseKind, file: string, database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw new StateError(kind, file, `is damaged: ${String(found).replaceAll('\n', ' ')}`);
}

function reading(
  kind: DatabaseKind,
  file: string,
  location: string | URL,
  check: (database: DatabaseSync) => void,
): void {
  const database = new DatabaseSync(location, { readOnly: true });
  try {
    check(database);
  } catch (error) {
    if (error instanceof StateError) throw error;
    if (isInUse(error)) throw new StateError(kind, file, 'is in use by another process');
    throw new StateError(kind, file, `is damaged or no ${kind.what} at all: ${reasonOf(error)}`);
  } finally {
    database.close();
  }
}
