import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { SCHEMA_VERSION } from './journal-schema.ts';

/** One SQLite file of a state folder. */
export interface DatabaseKind {
  /** As an error calls it. */
  readonly what: string;
  readonly name: string;
  /** Raised with every change of the tables or of what their texts mean; a file of another version is refused. */
  readonly version: number;
  /** What else must be in the folder and is missing, or undefined. */
  readonly missing?: (database: DatabaseSync, directory: string) => string | undefined;
}

/** The unpacked code of functions, a folder each. */
export const CODE_FOLDER = 'functions';

/** What Step Functions, Lambda, EventBridge and CloudWatch Logs keep; whoever has it open owns the whole folder. */
export const JOURNAL: DatabaseKind = {
  what: 'journal',
  name: 'journal.sqlite',
  version: SCHEMA_VERSION,
  missing: (database, directory) => missingFile(database, directory) ?? missingCode(database, directory),
};
export const DYNAMODB: DatabaseKind = { what: 'DynamoDB file', name: 'dynamodb.sqlite', version: 1 };
/** Buckets, queues and topics. */
export const STORAGE: DatabaseKind = { what: 'storage file', name: 'storage.sqlite', version: 1 };

export const STATE_FILES: readonly DatabaseKind[] = [JOURNAL, DYNAMODB, STORAGE];

export function stateFile(directory: string, kind: DatabaseKind): string {
  return join(directory, kind.name);
}

declare module '../engine/store.ts' {
  interface ResourceRecords {
    /** A file of the folder that is there since its first use; its ARN is its name. */
    readonly stateFile: { readonly arn: string };
  }
}

function missingFile(database: DatabaseSync, directory: string): string | undefined {
  const files = database.prepare(`SELECT arn FROM resources WHERE kind = 'stateFile'`).all();
  return files.map(({ arn }) => join(directory, String(arn))).find((file) => !existsSync(file));
}

function missingCode(database: DatabaseSync, directory: string): string | undefined {
  const functions = database.prepare(
    `SELECT record ->> 'name' AS name, record ->> 'code' AS code FROM resources WHERE kind = 'function'`,
  );
  const folders = functions.all().map(({ name, code }) => [name, join(directory, CODE_FOLDER, String(code))] as const);
  const [name, folder] = folders.find(([, path]) => !existsSync(path)) ?? [];
  return folder === undefined ? undefined : `the code of function ${String(name)}, ${folder}`;
}
