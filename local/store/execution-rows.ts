import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

import type { ExecutionFilter, ExecutionPage, ExecutionRecord } from '../engine/store.ts';
import type { DefinitionTexts } from './definition-texts.ts';
import { rowLimit } from './row-limit.ts';
import type { WriteGroup } from './write-group.ts';

interface Known {
  readonly id: number;
  record: ExecutionRecord;
}

const COLUMNS = 'SELECT id, arn, definition, record FROM executions';

/** Executions: those that run are in memory too, those that ended only on disk. */
export class ExecutionRows {
  readonly #database: DatabaseSync;
  readonly #group: WriteGroup;
  readonly #definitions: DefinitionTexts;
  readonly #upsert: StatementSync;
  readonly #byArn: StatementSync;
  readonly #running: StatementSync;
  /** Statements of the lists, by their filters. */
  readonly #lists = new Map<string, StatementSync>();
  /** Running, or not yet written. */
  readonly #known = new Map<string, Known>();
  readonly #unwritten = new Set<Known>();
  #lastId: number;

  constructor(database: DatabaseSync, group: WriteGroup, definitions: DefinitionTexts) {
    this.#database = database;
    this.#group = group;
    this.#definitions = definitions;
    this.#upsert = database.prepare(
      `INSERT INTO executions (id, arn, machine, status, definition, record) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET machine = excluded.machine, status = excluded.status,
         definition = excluded.definition, record = excluded.record`,
    );
    this.#byArn = database.prepare(`${COLUMNS} WHERE arn = ?`);
    this.#running = database.prepare(`${COLUMNS} WHERE status = 'RUNNING' ORDER BY id`);
    this.#lastId = Number(database.prepare('SELECT max(id) AS last FROM executions').get()?.last ?? 0);
  }

  put(record: ExecutionRecord): void {
    this.#group.open();
    let known = this.#find(record.arn);
    if (known) known.record = record;
    else known = { id: ++this.#lastId, record };
    this.#known.set(record.arn, known);
    this.#unwritten.add(known);
  }

  get(arn: string): ExecutionRecord | undefined {
    return this.#find(arn)?.record;
  }

  /** The number that stands for the execution in the other tables. */
  idOf(arn: string): number | undefined {
    return this.#find(arn)?.id;
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
    where("record ->> 'mapRunArn' = ?", filter.mapRunArn);
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
    return this.#running.all().map((row) => this.#remember(row).record);
  }

  /** Writes what was held back: an execution that starts and ends within one turn is written once. */
  flush(): void {
    for (const { id, record } of this.#unwritten) {
      const { arn, stateMachineArn, status, definition, ...rest } = record;
      const text = JSON.stringify({ stateMachineArn, status, ...rest });
      this.#group.run(this.#upsert, id, arn, stateMachineArn, status, this.#definitions.idOf(definition), text);
      if (status !== 'RUNNING') this.#known.delete(arn);
    }
    this.#unwritten.clear();
  }

  #find(arn: string): Known | undefined {
    const known = this.#known.get(arn);
    if (known) return known;
    const row = this.#byArn.get(arn);
    return row && this.#remember(row);
  }

  #remember(row: Record<string, SQLOutputValue>): Known {
    const arn = String(row.arn);
    const known = this.#known.get(arn) ?? { id: Number(row.id), record: this.#record(row) };
    if (known.record.status === 'RUNNING') this.#known.set(arn, known);
    return known;
  }

  #record(row: Record<string, SQLOutputValue>): ExecutionRecord {
    const arn = String(row.arn);
    const known = this.#known.get(arn);
    if (known) return known.record;
    const rest = JSON.parse(String(row.record)) as Omit<ExecutionRecord, 'arn' | 'definition'>;
    return { arn, ...rest, definition: this.#definitions.text(Number(row.definition)) };
  }
}
