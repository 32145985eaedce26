import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ResourceStore } from '../../engine/store.ts';
import type { FunctionConfiguration } from './function-configuration.ts';

declare module '../../engine/store.ts' {
  interface ResourceRecords {
    readonly function: FunctionRecord;
  }
}

/** A function whose code came through the API, with its unpacked code in a folder beside the journal. */
export interface FunctionRecord extends Omit<FunctionConfiguration, 'taskRoot'> {
  /** That folder's name alone, since the state folder may be moved. */
  readonly code: string;
  /** Version number or alias → version. */
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly lastVersion: number;
}

export interface KeptFunction {
  readonly configuration: FunctionConfiguration;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly lastVersion: number;
}

/** The functions that outlive the process: those of a template are made again from it. */
export class FunctionRecords {
  readonly #store: ResourceStore;
  readonly #codeRoot: string;

  constructor(store: ResourceStore, codeRoot: string) {
    this.#store = store;
    this.#codeRoot = codeRoot;
  }

  /** Also removes code that no function has: replaced in the last run, or of a call that a crash cut off. */
  load(): readonly KeptFunction[] {
    const records = this.#store.listResources('function');
    const used = new Set(records.map(({ code }) => code));
    for (const name of existsSync(this.#codeRoot) ? readdirSync(this.#codeRoot) : []) {
      if (!used.has(name)) rmSync(path.join(this.#codeRoot, name), { recursive: true, force: true });
    }
    return records.map(({ code, qualifiers, lastVersion, ...configuration }) => ({
      configuration: { ...configuration, taskRoot: path.join(this.#codeRoot, code) },
      qualifiers: new Map(Object.entries(qualifiers)),
      lastVersion,
    }));
  }

  put({ configuration: { taskRoot, ...configuration }, qualifiers, lastVersion }: KeptFunction): void {
    const code = path.basename(taskRoot);
    const record = { ...configuration, code, qualifiers: Object.fromEntries(qualifiers), lastVersion };
    this.#store.putResource('function', record);
  }

  delete(arn: string): void {
    this.#store.deleteResource('function', arn);
  }
}
