import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { WriteGroup } from '../../store/write-group.ts';
import type { Parts, Persistence } from './fauxqs-parts.ts';

type Library = Parts['persistence.js'];

/** The tables that the library would make in an empty folder. */
export function fauxqsTables({ PersistenceManager }: Library): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-'));
  try {
    new PersistenceManager(folder).close();
    const database = new DatabaseSync(join(folder, 'fauxqs.db'), { readOnly: true });
    const tables = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
    database.close();
    return tables.map(({ sql }) => `${String(sql)};\n`).join('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Statements of the library that lose something, put right. */
const CORRECTED: Readonly<Record<string, string>> = {
  // Replacing the row of a queue, as tagging does, would delete its messages with it.
  insertQueue: `
    INSERT INTO sqs_queues (name, url, arn, attributes, tags, created_timestamp, last_modified_timestamp, sequence_counter)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET attributes = excluded.attributes, tags = excluded.tags,
      last_modified_timestamp = excluded.last_modified_timestamp, sequence_counter = excluded.sequence_counter`,
  // A message that is given back (a visibility timeout of 0) comes without its count, which must not be null.
  updateMessageInflight: `
    UPDATE sqs_messages SET receipt_handle = ?, visibility_deadline = ?,
      approximate_receive_count = coalesce(?, approximate_receive_count),
      approximate_first_receive_timestamp = coalesce(?, approximate_first_receive_timestamp)
    WHERE message_id = ?`,
  // Messages of a FIFO group come in the order in which they were sent.
  loadMessages: 'SELECT * FROM sqs_messages WHERE queue_name = ? ORDER BY rowid',
};

/** What the library's persistence has of its own. */
interface Internals {
  db: DatabaseSync;
  stmts: object;
  prepareStatements(): Readonly<Record<string, StatementSync>>;
  transaction(work: () => void): void;
}

/** The library's persistence on our connection: its constructor would open the file unlocked, with an fsync at each write. */
export function fauxqsPersistence(
  { PersistenceManager }: Library,
  database: DatabaseSync,
  group: WriteGroup,
): Persistence {
  const persistence = Object.create(PersistenceManager.prototype) as Internals;
  persistence.db = database;
  const grouped = (statement: StatementSync) => ({
    get: (...values: SQLInputValue[]) => statement.get(...values),
    all: (...values: SQLInputValue[]) => statement.all(...values),
    run: (...values: SQLInputValue[]) => group.run(statement, ...values),
  });
  const statements = { ...persistence.prepareStatements() };
  for (const [name, sql] of Object.entries(CORRECTED)) statements[name] = database.prepare(sql);
  persistence.stmts = Object.fromEntries(
    Object.entries(statements).map(([name, statement]) => [name, grouped(statement)]),
  );
  // A group is a transaction already.
  persistence.transaction = (work) => work();
  return persistence as unknown as Persistence;
}
