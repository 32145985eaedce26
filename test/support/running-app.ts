import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';

import { startLocalCloud, type LocalCloud } from '../../local/local-cloud.ts';
import type { ModelDriver } from '../../local/models/driver.ts';
import { MemoryStore } from '../../local/store/memory-store.ts';
import { systemClock } from '../../local/system-clock.ts';
import { createDriver } from '../../samples/offline-driver.ts';
import { APP_FOLDER } from './synthesized-app.ts';

export const MODEL_ROUTER = 'arn:aws:states:us-east-1:000000000000:stateMachine:model-router';
export const DOCUMENT_PROCESSING = 'arn:aws:states:us-east-1:000000000000:stateMachine:document-processing';

const AWS = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };

/** Our app on the local cloud, with real bundles and the real SDK; waits are skipped unless a test needs time for a person. */
export class RunningApp {
  readonly cloud: LocalCloud;
  readonly client: SFNClient;
  /** What the local cloud complained about. */
  readonly problems: string[];

  private constructor(cloud: LocalCloud, problems: string[]) {
    this.cloud = cloud;
    this.problems = problems;
    this.client = new SFNClient({ ...AWS, endpoint: cloud.url });
  }

  static async start({
    app = APP_FOLDER,
    driver = createDriver(),
    timeScale = 'skip',
  }: { app?: string; driver?: ModelDriver; timeScale?: number | 'skip' } = {}): Promise<RunningApp> {
    const problems: string[] = [];
    const cloud = await startLocalCloud({
      port: 0,
      app,
      store: new MemoryStore(),
      clock: systemClock({ timeScale }),
      driver,
      report: (problem) => void problems.push(problem),
    });
    return new RunningApp(cloud, problems);
  }

  /** Runs an execution to its end and describes it through the API. */
  async execute(
    stateMachineArn: string,
    input: unknown,
  ): Promise<DescribeExecutionCommandOutput & { readonly parsed: unknown }> {
    const { executionArn = '' } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return this.described(executionArn);
  }

  async described(executionArn: string): Promise<DescribeExecutionCommandOutput & { readonly parsed: unknown }> {
    await this.cloud.executions.finished(executionArn);
    const execution = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return {
      ...execution,
      parsed: execution.output === undefined ? undefined : (JSON.parse(execution.output) as unknown),
    };
  }

  async eventTypes(executionArn: string): Promise<readonly (string | undefined)[]> {
    const { events = [] } = await this.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.map(({ type }) => type);
  }

  /** The contract's own page, as a user would call it. */
  async faults(faults: readonly object[]): Promise<void> {
    const response = await fetch(`${this.cloud.url}/_local/bedrock/faults`, {
      method: 'PUT',
      body: JSON.stringify(faults),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** As a new deployment: no faults, and none of those before held against a model. */
  async afresh(): Promise<void> {
    await this.faults([]);
    const TableName = 'signalbox-breakers';
    const dynamodb = new DynamoDBClient({ ...AWS, endpoint: this.cloud.url });
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    for (const { breaker } of Items) {
      if (breaker) await dynamodb.send(new DeleteItemCommand({ TableName, Key: { breaker } }));
    }
    dynamodb.destroy();
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.cloud.close();
  }
}
