declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** A directory for LevelDB; in memory without it. */
    readonly path?: string;
    /** How long a table stays in the states between, in ms. */
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }

  const dynalite: (options?: DynaliteOptions) => Server;
  export { dynalite as default };
}
