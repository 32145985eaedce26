import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { ResourceKind, ResourceRecords } from '../engine/store.ts';
import type { WriteGroup } from './write-group.ts';

type Kept = { readonly [K in ResourceKind]: Map<string, ResourceRecords[K]> };

/** Versions, aliases, activities and Map Runs: few and often asked for, so all of them are in memory too. */
export class ResourceRows {
  readonly #group: WriteGroup;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #kept: Kept = { version: new Map(), alias: new Map(), activity: new Map(), mapRun: new Map() };

  constructor(database: DatabaseSync, group: WriteGroup) {
    this.#group = group;
    this.#put = database.prepare(
      `INSERT INTO resources (kind, arn, record) VALUES (?, ?, ?)
       ON CONFLICT (kind, arn) DO UPDATE SET record = excluded.record`,
    );
    this.#delete = database.prepare('DELETE FROM resources WHERE kind = ? AND arn = ?');
    for (const { kind, record } of database.prepare('SELECT kind, record FROM resources ORDER BY id').all()) {
      this.#keep(kind as ResourceKind, JSON.parse(String(record)) as ResourceRecords[ResourceKind]);
    }
  }

  put<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void {
    this.#group.run(this.#put, kind, record.arn, JSON.stringify(record));
    this.#keep(kind, record);
  }

  get<K extends ResourceKind>(kind: K, arn: string): ResourceRecords[K] | undefined {
    return this.#kept[kind].get(arn);
  }

  delete(kind: ResourceKind, arn: string): void {
    if (this.#kept[kind].delete(arn)) this.#group.run(this.#delete, kind, arn);
  }

  list<K extends ResourceKind>(kind: K): readonly ResourceRecords[K][] {
    return [...this.#kept[kind].values()];
  }

  #keep<K extends ResourceKind>(kind: K, record: ResourceRecords[K]): void {
    this.#kept[kind].set(record.arn, record);
  }
}
