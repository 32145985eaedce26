import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

import { hostedService } from '../../../local/api/hosted-services.ts';
import { startServer, type RunningServer } from '../../../local/api/server.ts';
import { dynamodbEngine } from '../../../local/resources/hosted/dynamodb-engine.ts';

export type Item = Readonly<
  Record<string, { readonly S?: string; readonly N?: string; readonly SS?: readonly string[] }>
>;

/** Tables with their keys, as infra's storage stack has them. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  'signalbox-breakers': ['breaker'],
  'signalbox-answers': ['id'],
  'signalbox-idempotency-claims': ['claim'],
  'signalbox-budgets': ['client', 'part'],
};

/** The real DynamoDB engine and SDK, in which each request waits until it is let pass. */
export class GatedDynamodb {
  readonly client: DynamoDBClient;
  readonly url: string;
  readonly #server: RunningServer;
  readonly #engine: ReturnType<typeof dynamodbEngine>;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  #gated = false;

  static async open(): Promise<GatedDynamodb> {
    const engine = dynamodbEngine();
    const box: { gate?: GatedDynamodb } = {};
    const hosted = hostedService('dynamodb', engine, { targets: ['DynamoDB_20120810'] });
    const server = await startServer({
      port: 0,
      services: [
        {
          ...hosted,
          async handle(request, response) {
            await box.gate?.enter();
            response.once('close', () => box.gate?.leave());
            await hosted.handle(request, response);
          },
        },
      ],
    });
    const gate = new GatedDynamodb(server, engine);
    box.gate = gate;
    for (const [TableName, keys] of Object.entries(TABLES)) {
      await gate.client.send(
        new CreateTableCommand({
          TableName,
          KeySchema: keys.map((name, place) => ({ AttributeName: name, KeyType: place === 0 ? 'HASH' : 'RANGE' })),
          AttributeDefinitions: keys.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    }
    gate.#gated = true;
    return gate;
  }

  private constructor(server: RunningServer, engine: ReturnType<typeof dynamodbEngine>) {
    this.#server = server;
    this.#engine = engine;
    this.url = server.url;
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    this.client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Requests that have passed and are not answered yet. */
  get inside(): number {
    return this.#inside;
  }

  /** Lets one of those that wait go on. */
  pass(which: number): void {
    this.#waiting.splice(which, 1)[0]?.();
  }

  /** From now on nothing waits. */
  openGate(): void {
    this.#gated = false;
  }

  async direct<T>(work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    this.#gated = false;
    try {
      return await work(this.client);
    } finally {
      this.#gated = true;
    }
  }

  /** Everything in a table, by its first key and, where there is one, its second. */
  async items(TableName: string): Promise<ReadonlyMap<string, Item>> {
    const { Items = [] } = await this.direct((client) =>
      client.send(new ScanCommand({ TableName, ConsistentRead: true })),
    );
    const key = (item: Item) => (TABLES[TableName] ?? []).map((name) => item[name]?.S).join(' ');
    return new Map((Items as Item[]).map((item) => [key(item), item]));
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#server.close();
    await this.#engine.close();
  }

  private async enter(): Promise<void> {
    if (this.#gated) await new Promise<void>((go) => this.#waiting.push(go));
    this.#inside += 1;
  }

  private leave(): void {
    this.#inside -= 1;
  }
}
