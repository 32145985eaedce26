import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { MachineRecord } from '../engine/store.ts';
import type { DefinitionTexts } from './definition-texts.ts';
import type { WriteGroup } from './write-group.ts';

/** State machines: few and often asked for, so all of them are in memory too. */
export class MachineRows {
  readonly #group: WriteGroup;
  readonly #definitions: DefinitionTexts;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #machines = new Map<string, MachineRecord>();

  constructor(database: DatabaseSync, group: WriteGroup, definitions: DefinitionTexts) {
    this.#group = group;
    this.#definitions = definitions;
    this.#put = database.prepare('INSERT OR REPLACE INTO machines (arn, definition, record) VALUES (?, ?, ?)');
    this.#delete = database.prepare('DELETE FROM machines WHERE arn = ?');
    for (const row of database.prepare('SELECT definition, record FROM machines').all()) {
      const record = JSON.parse(String(row.record)) as Omit<MachineRecord, 'definition'>;
      this.#machines.set(record.arn, { ...record, definition: definitions.text(Number(row.definition)) });
    }
  }

  put(machine: MachineRecord): void {
    const { definition, ...record } = machine;
    this.#group.run(this.#put, machine.arn, this.#definitions.idOf(definition), JSON.stringify(record));
    this.#machines.set(machine.arn, machine);
  }

  get(arn: string): MachineRecord | undefined {
    return this.#machines.get(arn);
  }

  delete(arn: string): void {
    if (this.#machines.delete(arn)) this.#group.run(this.#delete, arn);
  }

  list(): readonly MachineRecord[] {
    return [...this.#machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
