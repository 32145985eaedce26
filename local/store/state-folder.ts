import { join } from 'node:path';

import { SCHEMA_VERSION } from './journal-schema.ts';

/** One SQLite file of a state folder. */
export interface DatabaseKind {
  /** As an error calls it. */
  readonly what: string;
  readonly name: string;
  /** Raised with every change of the tables or of what their texts mean; a file of another version is refused. */
  readonly version: number;
}

/** What Step Functions, Lambda, EventBridge and CloudWatch Logs keep; whoever has it open owns the whole folder. */
export const JOURNAL: DatabaseKind = { what: 'journal', name: 'journal.sqlite', version: SCHEMA_VERSION };
export const DYNAMODB: DatabaseKind = { what: 'DynamoDB file', name: 'dynamodb.sqlite', version: 1 };
/** Buckets, queues and topics. */
export const STORAGE: DatabaseKind = { what: 'storage file', name: 'storage.sqlite', version: 1 };

export const STATE_FILES: readonly DatabaseKind[] = [JOURNAL, DYNAMODB, STORAGE];

export function stateFile(directory: string, kind: DatabaseKind): string {
  return join(directory, kind.name);
}
