import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

import type { ExecutionFilter, ExecutionPage, ExecutionRecord } from '../engine/store.ts';
import type { DefinitionTexts } from './definition-texts.ts';
import { rowLimit } from './row-limit.ts';
import type { WriteGroup } from './write-group.ts';

const COLUMNS = 'SELECT id, arn, definition, record FROM executions';

/** Executions: in memory is what is not yet written, and the ids of those that run. */
export class ExecutionRows {
  readonly #database: DatabaseSync;
  readonly #group: WriteGroup;
  readonly #definitions: DefinitionTexts;
  readonly #upsert: StatementSync;
  readonly #byArn: StatementSync;
  readonly #idByArn: StatementSync;
  readonly #running: StatementSync;
  /** Statements of the lists, by their filters. */
  readonly #lists = new Map<string, StatementSync>();
  /** Ids by ARN of those that run or are not yet written: each of their events asks for them. */
  readonly #ids = new Map<string, number>();
  readonly #unwritten = new Map<string, { readonly id: number; readonly record: ExecutionRecord }>();
  #lastId: number;

  constructor(database: DatabaseSync, group: WriteGroup, definitions: DefinitionTexts) {
    this.#database = database;
    this.#group = group;
    this.#definitions = definitions;
    this.#upsert = database.prepare(
      `INSERT INTO executions (id, arn, machine, status, map_run, definition, record) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET machine = excluded.machine, status = excluded.status, map_run = excluded.map_run,
         definition = excluded.definition, record = excluded.record`,
    );
    this.#byArn = database.prepare(`${COLUMNS} WHERE arn = ?`);
    this.#idByArn = database.prepare('SELECT id FROM executions WHERE arn = ?');
    this.#running = database.prepare(`${COLUMNS} WHERE status = 'RUNNING' ORDER BY id`);
    this.#lastId = Number(database.prepare('SELECT max(id) AS last FROM executions').get()?.last ?? 0);
  }

  put(record: ExecutionRecord): void {
    this.#group.open();
    const id = this.idOf(record.arn) ?? ++this.#lastId;
    this.#ids.set(record.arn, id);
    this.#unwritten.set(record.arn, { id, record });
  }

  get(arn: string): ExecutionRecord | undefined {
    const unwritten = this.#unwritten.get(arn);
    if (unwritten) return unwritten.record;
    const row = this.#byArn.get(arn);
    return row && this.#record(row);
  }

  /** The number that stands for the execution in the other tables. */
  idOf(arn: string): number | undefined {
    const known = this.#ids.get(arn);
    if (known !== undefined) return known;
    const row = this.#idByArn.get(arn);
    return row && Number(row.id);
  }

  list(filter: ExecutionFilter, { after, limit }: ExecutionPage): readonly ExecutionRecord[] {
    this.flush();
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
    const where = (condition: string, value: string | undefined) => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    where('machine = ?', filter.stateMachineArn);
    where('status = ?', filter.status);
    where("record ->> 'stateMachineVersionArn' = ?", filter.stateMachineVersionArn);
    where("record ->> 'stateMachineAliasArn' = ?", filter.stateMachineAliasArn);
    where('map_run = ?', filter.mapRunArn);
    if (filter.redriven !== undefined) {
      conditions.push(`record -> 'redrive' IS ${filter.redriven ? 'NOT ' : ''}NULL`);
    }
    where('id < (SELECT id FROM executions WHERE arn = ?)', after);
    const selection = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    let statement = this.#lists.get(selection);
    if (!statement) {
      statement = this.#database.prepare(`${COLUMNS} ${selection} ORDER BY id DESC LIMIT ?`);
      this.#lists.set(selection, statement);
    }
    return statement.all(...values, rowLimit(limit)).map((row) => this.#record(row));
  }

  running(): readonly ExecutionRecord[] {
    this.flush();
    const records: ExecutionRecord[] = [];
    for (const row of this.#running.iterate()) {
      const record = this.#record(row);
      this.#ids.set(record.arn, Number(row.id));
      records.push(record);
    }
    return records;
  }

  /** Writes what was held back: an execution that starts and ends within one turn is written once. */
  flush(): void {
    for (const { id, record } of this.#unwritten.values()) {
      const { arn, stateMachineArn, status, definition, ...rest } = record;
      const mapRun = rest.mapRunArn ?? null;
      const text = JSON.stringify({ stateMachineArn, status, ...rest });
      this.#group.run(this.#upsert, id, arn, stateMachineArn, status, mapRun, this.#definitions.idOf(definition), text);
      if (status !== 'RUNNING') this.#ids.delete(arn);
    }
    this.#unwritten.clear();
  }

  #record(row: Record<string, SQLOutputValue>): ExecutionRecord {
    const rest = JSON.parse(String(row.record)) as Omit<ExecutionRecord, 'arn' | 'definition'>;
    return { arn: String(row.arn), ...rest, definition: this.#definitions.text(Number(row.definition)) };
  }
}
