import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { JsonObject } from '../query/json.ts';
import type { Frame } from '../engine/store.ts';
import type { WriteGroup } from './write-group.ts';

interface Unwritten {
  readonly frame: Omit<Frame, 'progress'>;
  readonly progress: string;
}

/** Frames: the last one of each scope is held back until the group ends, as most are replaced or dropped before. */
export class FrameRows {
  readonly #group: WriteGroup;
  readonly #upsert: StatementSync;
  readonly #deleteAll: StatementSync;
  readonly #deleteScope: StatementSync;
  readonly #deleteInside: StatementSync;
  readonly #read: StatementSync;
  readonly #unwritten = new Map<number, Map<string, Unwritten>>();
  /** Executions with frames on disk; the short ones never get there and need no deletion. */
  readonly #written: Set<number>;

  constructor(database: DatabaseSync, group: WriteGroup) {
    this.#group = group;
    this.#upsert = database.prepare(
      `INSERT INTO frames (execution, scope, frame, progress) VALUES (?, ?, ?, ?)
       ON CONFLICT (execution, scope) DO UPDATE SET frame = excluded.frame, progress = excluded.progress`,
    );
    this.#deleteAll = database.prepare('DELETE FROM frames WHERE execution = ?');
    // Two statements, since SQLite would search all frames of the execution for one with OR.
    this.#deleteScope = database.prepare('DELETE FROM frames WHERE execution = ? AND scope = ?');
    this.#deleteInside = database.prepare('DELETE FROM frames WHERE execution = ? AND scope > ? AND scope < ?');
    this.#read = database.prepare('SELECT frame, progress FROM frames WHERE execution = ? ORDER BY rowid');
    const executions = database.prepare('SELECT DISTINCT execution FROM frames').all();
    this.#written = new Set(executions.map((row) => Number(row.execution)));
  }

  put(execution: number, { progress, ...frame }: Frame): void {
    this.#group.open();
    // Inputs and variables are never changed in place and wait as they are; a running state does change its progress.
    const unwritten = { frame, progress: textOf(progress) };
    const frames = this.#unwritten.get(execution);
    if (frames) frames.set(frame.scope, unwritten);
    else this.#unwritten.set(execution, new Map([[frame.scope, unwritten]]));
  }

  drop(execution: number, scope: string): void {
    if (scope === '') {
      this.#unwritten.delete(execution);
      if (this.#written.delete(execution)) this.#group.run(this.#deleteAll, execution);
      return;
    }
    const frames = this.#unwritten.get(execution);
    for (const id of frames?.keys() ?? []) {
      if (id === scope || id.startsWith(`${scope}/`)) frames?.delete(id);
    }
    if (!this.#written.has(execution)) return;
    this.#group.run(this.#deleteScope, execution, scope);
    // '0' follows '/' in ASCII, so the range holds exactly the scopes that begin with `<scope>/`.
    this.#group.run(this.#deleteInside, execution, `${scope}/`, `${scope}0`);
  }

  read(execution: number): readonly Frame[] {
    this.flush();
    return this.#read.all(execution).map((row) => {
      const frame = JSON.parse(String(row.frame)) as Omit<Frame, 'progress'>;
      return { ...frame, progress: JSON.parse(String(row.progress)) as JsonObject };
    });
  }

  /** Writes what was held back. */
  flush(): void {
    for (const [execution, frames] of this.#unwritten) {
      for (const [scope, { frame, progress }] of frames) {
        this.#group.run(this.#upsert, execution, scope, JSON.stringify(frame), progress);
        this.#written.add(execution);
      }
    }
    this.#unwritten.clear();
  }
}

function textOf(progress: JsonObject): string {
  for (const _ in progress) return JSON.stringify(progress);
  return '{}';
}
