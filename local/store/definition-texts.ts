import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { WriteGroup } from './write-group.ts';

/** Definitions are up to 1 MiB long. */
const MAX_REMEMBERED = 200;

/** Keeps each distinct definition once, since most executions share theirs with thousands of others. */
export class DefinitionTexts {
  readonly #group: WriteGroup;
  readonly #insert: StatementSync;
  readonly #byHash: StatementSync;
  readonly #byId: StatementSync;
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  #lastId: number;

  constructor(database: DatabaseSync, group: WriteGroup) {
    this.#group = group;
    this.#insert = database.prepare('INSERT INTO definitions (id, hash, text) VALUES (?, ?, ?)');
    this.#byHash = database.prepare('SELECT id FROM definitions WHERE hash = ?');
    this.#byId = database.prepare('SELECT text FROM definitions WHERE id = ?');
    this.#lastId = Number(database.prepare('SELECT max(id) AS last FROM definitions').get()?.last ?? 0);
  }

  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    // As JSON, because UTF-8 has no lone surrogates and the text is kept to the letter.
    const quoted = JSON.stringify(text);
    const hash = createHash('sha256').update(quoted).digest('base64');
    const stored = this.#byHash.get(hash)?.id;
    const id = stored === undefined ? ++this.#lastId : Number(stored);
    if (stored === undefined) this.#group.run(this.#insert, id, hash, quoted);
    this.#remember(id, text);
    return id;
  }

  text(id: number): string {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const text = JSON.parse(String(this.#byId.get(id)?.text)) as string;
    this.#remember(id, text);
    return text;
  }

  #remember(id: number, text: string): void {
    if (this.#texts.size >= MAX_REMEMBERED) {
      this.#texts.clear();
      this.#ids.clear();
    }
    this.#texts.set(id, text);
    this.#ids.set(text, id);
  }
}
