import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Callback, EntryChange, EntryStore } from 'dynalite/db/index.js';
import { openDatabase } from '../../store/database-file.ts';
import { reasonOf } from '../../store/state-error.ts';
import { DYNAMODB } from '../../store/state-folder.ts';

// D1. An entry is on disk before the call that wrote it is answered.
// D2. Entries of indexes are made from the items at each start, not kept: dynalite writes them before the item, and a crash
//     in between would leave an index that knows an item which is not there.
// D3. A change of a table that a crash interrupted is over at the next start.

/** dynalite's own keys: `table~NAME`, `item-NAME~KEY`, `tag-NAME~KEY`, `index-global~NAME~INDEX~KEY`. */
const ENTRIES = 'CREATE TABLE entries (key TEXT PRIMARY KEY, value TEXT NOT NULL);';

interface Index {
  IndexStatus?: string;
}

interface Table {
  readonly TableName: string;
  TableStatus: string;
  readonly LocalSecondaryIndexes?: readonly Index[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

type Entries = Map<string, unknown>;

/** Fills the store with what the folder has, and from now on writes there whatever changes. */
export async function keepTables(store: EntryStore, directory: string): Promise<DatabaseSync> {
  const { default: engine } = await import('dynalite/db/index.js');
  const database = openDatabase(directory, DYNAMODB, () => ENTRIES);
  const rows = database.prepare('SELECT key, value FROM entries').all();
  const entries: Entries = new Map(rows.map(({ key, value }) => [String(key), JSON.parse(String(value))]));
  const tables = settle(entries);
  const changes = [...entries].map(([key, value]): EntryChange => ({ type: 'put', key, value }));
  await promisify((done: Callback) => store.db.batch(changes, done))();
  for (const table of tables) {
    if (!table.LocalSecondaryIndexes && !table.GlobalSecondaryIndexes) continue;
    for (const item of itemsOf(entries, table)) {
      await promisify((done: Callback) => engine.updateIndexes(store, table, undefined, item, done))();
    }
  }
  writeThrough(store, database);
  return database;
}

/** Gives the tables that are there; forgets those that were being deleted. */
function settle(entries: Entries): readonly Table[] {
  const tables = [...entries].flatMap(([key, value]) => (key.startsWith('table~') ? [value as Table] : []));
  return tables.filter((table) => {
    if (table.TableStatus === 'DELETING') {
      for (const key of entries.keys()) if (ownerOf(key) === table.TableName) entries.delete(key);
      return false;
    }
    table.TableStatus = 'ACTIVE';
    for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
    return true;
  });
}

function itemsOf(entries: Entries, { TableName }: Table): readonly object[] {
  const prefix = `item-${TableName}~`;
  return [...entries].flatMap(([key, item]) => (key.startsWith(prefix) ? [item as object] : []));
}

/** The name of a table has no `~`. */
function ownerOf(key: string): string | undefined {
  return /^(?:table~|item-|tag-)([^~]*)/.exec(key)?.[1];
}

function writeThrough({ db }: EntryStore, database: DatabaseSync): void {
  const insert = database.prepare('INSERT OR REPLACE INTO entries (key, value) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM entries WHERE key = ?');
  const { put, del, batch } = db;

  function write({ type, key, value }: EntryChange): void {
    if (key.startsWith('index-')) return;
    if (type === 'put') insert.run(key, JSON.stringify(value));
    else remove.run(key);
  }

  /** On disk first; `then` does the same in memory. */
  function change(changes: readonly EntryChange[], callback: Callback, then: () => void): void {
    // dynalite ends the change of a table a moment after its answer, which may be after the close.
    if (!database.isOpen) return;
    try {
      database.exec('BEGIN');
      changes.forEach(write);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      return void setImmediate(callback, notWritten(error));
    }
    then();
  }

  db.put = (key, value, callback) => change([{ type: 'put', key, value }], callback, () => put(key, value, callback));
  db.del = (key, callback) => change([{ type: 'del', key }], callback, () => del(key, callback));
  db.batch = (changes, callback) => change(changes, callback, () => batch(changes, callback));
}

/** With the members that make dynalite answer it; any other error would end the process. */
function notWritten(cause: unknown): Error {
  const message = `the local DynamoDB cannot write: ${reasonOf(cause)}`;
  const body = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message };
  return Object.assign(new Error(message, { cause }), { statusCode: 500, body });
}
