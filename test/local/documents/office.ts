import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ModelDriver } from '../../../local/models/driver.ts';
import { readRecords, writeRecords } from '../../../scripts/seed/records.ts';
import { DOCUMENT_PROCESSING, RunningApp } from '../../support/running-app.ts';
import { Reviewer } from '../../support/reviewer.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples');
export const DOCUMENTS_BUCKET = 'signalbox-docs-000000000000-us-east-1';

/** The output of an execution, as far as tests look at it. */
export interface Processed {
  readonly documentId: string;
  readonly type: string;
  readonly status: string;
  readonly result: Record<string, unknown> | null;
  readonly review: Record<string, unknown>;
}

/** Our app with purchase orders, deals and reviewers. */
export class Office {
  readonly app: RunningApp;
  readonly #s3: S3Client;

  private constructor(app: RunningApp) {
    this.app = app;
    this.#s3 = new S3Client({ ...settingsOf(app.cloud.url), forcePathStyle: true });
  }

  /** `timeScale` 1 for tests in which a person decides; otherwise a waiting review is over at once. */
  static async open(
    options: { readonly driver?: ModelDriver; readonly timeScale?: number | 'skip' } = {},
  ): Promise<Office> {
    const app = await RunningApp.start({ timeScale: 1, ...options });
    await seed(app.cloud.url);
    return new Office(app);
  }

  reviewer(name: string, ...groups: readonly string[]): Promise<Reviewer> {
    return Reviewer.signIn(this.app.cloud.url, name, groups);
  }

  async start(documentId: string, text: string): Promise<string> {
    const input = JSON.stringify({ documentId, text });
    const request = new StartExecutionCommand({ stateMachineArn: DOCUMENT_PROCESSING, input });
    return (await this.app.client.send(request)).executionArn ?? '';
  }

  /** Uploads a document; resolves with the execution that the upload starts. */
  async upload(Key: string, Body: Uint8Array): Promise<string> {
    const before = await this.#executions();
    await this.#s3.send(new PutObjectCommand({ Bucket: DOCUMENTS_BUCKET, Key, Body }));
    for (;;) {
      const started = (await this.#executions()).find((arn) => !before.includes(arn));
      if (started !== undefined) return started;
      await sleep(20);
    }
  }

  async ended(executionArn: string): Promise<Processed> {
    const { status, parsed, error, cause } = await this.app.described(executionArn);
    if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
    return parsed as Processed;
  }

  async inbox(): Promise<readonly { readonly subject: string; readonly message: string }[]> {
    return (await (await fetch(`${this.app.cloud.url}/_local/inbox`)).json()) as [];
  }

  async close(): Promise<void> {
    this.#s3.destroy();
    await this.app.stop();
  }

  async #executions(): Promise<readonly string[]> {
    const { executions = [] } = await this.app.client.send(
      new ListExecutionsCommand({ stateMachineArn: DOCUMENT_PROCESSING, maxResults: 1000 }),
    );
    return executions.map(({ executionArn = '' }) => executionArn);
  }
}

export function settingsOf(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
}

export async function seed(endpoint: string): Promise<void> {
  const dynamodb = new DynamoDBClient(settingsOf(endpoint));
  await writeRecords(
    dynamodb,
    'signalbox-purchase-orders',
    readRecords(join(SAMPLES, 'purchase-orders.json'), 'number'),
  );
  await writeRecords(dynamodb, 'signalbox-deals', readRecords(join(SAMPLES, 'deals.json'), 'id'));
  dynamodb.destroy();
}

export function sample(name: string): Buffer {
  return readFileSync(join(SAMPLES, 'documents', name));
}
