declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** How long a table stays in the states between, in ms. */
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }

  const dynalite: (options?: DynaliteOptions) => Server;
  export { dynalite as default };
}

/** Not documented, but where all that dynalite knows goes through. */
declare module 'dynalite/db/index.js' {
  export type Callback = (error: Error | null) => void;

  export interface EntryChange {
    readonly type: 'put' | 'del';
    readonly key: string;
    readonly value?: unknown;
  }

  export interface EntryStore {
    readonly db: {
      put(key: string, value: unknown, callback: Callback): void;
      del(key: string, callback: Callback): void;
      batch(changes: readonly EntryChange[], callback: Callback): void;
    };
  }

  const engine: {
    create(options?: object): EntryStore;
    updateIndexes(store: EntryStore, table: object, before: object | undefined, item: object, callback: Callback): void;
  };
  export { engine as default };
}
