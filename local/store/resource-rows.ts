import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { ResourceKind, ResourceRecords } from '../engine/store.ts';
import { RecordsByKind } from './records-by-kind.ts';
import type { WriteGroup } from './write-group.ts';

/** What is known by kind and ARN: little and often asked for, so all of it is in memory too. */
export class ResourceRows {
  readonly #group: WriteGroup;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #kept = new RecordsByKind();

  constructor(database: DatabaseSync, group: WriteGroup) {
    this.#group = group;
    this.#put = database.prepare(
      `INSERT INTO resources (kind, arn, record) VALUES (?, ?, ?)
       ON CONFLICT (kind, arn) DO UPDATE SET record = excluded.record`,
    );
    this.#delete = database.prepare('DELETE FROM resources WHERE kind = ? AND arn = ?');
    for (const { kind, record } of database.prepare('SELECT kind, record FROM resources ORDER BY id').all()) {
      const kept = JSON.parse(String(record)) as ResourceRecords[ResourceKind];
      this.#kept.of(kind as ResourceKind).set(kept.arn, kept);
    }
  }

  put<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void {
    this.#group.run(this.#put, kind, record.arn, JSON.stringify(record));
    this.#kept.of(kind).set(record.arn, record);
  }

  get<K extends ResourceKind>(kind: K, arn: string): ResourceRecords[K] | undefined {
    return this.#kept.of(kind).get(arn);
  }

  delete(kind: ResourceKind, arn: string): void {
    if (this.#kept.of(kind).delete(arn)) this.#group.run(this.#delete, kind, arn);
  }

  list<K extends ResourceKind>(kind: K): readonly ResourceRecords[K][] {
    return [...this.#kept.of(kind).values()];
  }
}
