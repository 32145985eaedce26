import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

import type { HistoryEvent } from '../engine/history.ts';
import type { EventPage } from '../engine/store.ts';
import { rowLimit } from './row-limit.ts';
import type { WriteGroup } from './write-group.ts';

const COLUMNS = 'SELECT id, previous, timestamp, type, details FROM events WHERE execution = ?';

/** History events in the order in which they came, whatever execution they belong to. */
export class EventRows {
  readonly #group: WriteGroup;
  readonly #append: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;

  constructor(database: DatabaseSync, group: WriteGroup) {
    this.#group = group;
    this.#append = database.prepare(
      'INSERT INTO events (execution, id, previous, timestamp, type, details) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#forward = database.prepare(`${COLUMNS} AND id > ? ORDER BY id LIMIT ?`);
    this.#backward = database.prepare(`${COLUMNS} AND id < ? ORDER BY id DESC LIMIT ?`);
  }

  append(execution: number, event: HistoryEvent): void {
    const { id, previousEventId, timestamp, type, details } = event;
    const text = details === undefined ? null : JSON.stringify(details);
    this.#group.run(this.#append, execution, id, previousEventId, timestamp, type, text);
  }

  read(execution: number, { after, limit, reverse }: EventPage): readonly HistoryEvent[] {
    const rows = reverse
      ? this.#backward.all(execution, after ?? Number.MAX_SAFE_INTEGER, rowLimit(limit))
      : this.#forward.all(execution, after ?? 0, rowLimit(limit));
    return rows.map(eventOf);
  }
}

function eventOf(row: Record<string, SQLOutputValue>): HistoryEvent {
  return {
    id: Number(row.id),
    previousEventId: Number(row.previous),
    timestamp: Number(row.timestamp),
    type: String(row.type) as HistoryEvent['type'],
    ...(row.details !== null && { details: JSON.parse(String(row.details)) as HistoryEvent['details'] }),
  };
}
