import type { ResourceKind, ResourceRecords } from '../engine/store.ts';

/** Records in memory, by kind and ARN; a Map keeps the order of the first puts. */
export class RecordsByKind {
  readonly #maps = new Map<ResourceKind, Map<string, ResourceRecords[ResourceKind]>>();

  of<K extends ResourceKind>(kind: K): Map<string, ResourceRecords[K]> {
    let records = this.#maps.get(kind);
    if (!records) this.#maps.set(kind, (records = new Map()));
    return records as Map<string, ResourceRecords[K]>;
  }
}
