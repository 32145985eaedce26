import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Rule } from './plan.ts';
import type { CallSeen } from './recording.ts';

/** Everything that a run says to the server. */
export interface Endpoint {
  readonly sfn: SFNClient;
  readonly dynamodb: DynamoDBClient;
  /** Replaces the faults of the Bedrock stand-in. */
  setFaults(rules: readonly Rule[]): Promise<void>;
  /** The calls of the stand-in that began at that time or later. */
  callsSince(at: number): Promise<readonly CallSeen[]>;
  close(): void;
}

// The stand-in keeps so many and forgets the oldest.
const CALLS_KEPT = 10_000;

export function connect(url: string): Endpoint {
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sfn = new SFNClient(settings);
  const dynamodb = new DynamoDBClient(settings);

  async function page(method: string, path: string, body?: string): Promise<unknown> {
    const answer = await fetch(`${url}/_local/bedrock/${path}`, { method, body });
    if (answer.ok) return answer.json();
    throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  }

  return {
    sfn,
    dynamodb,
    async setFaults(rules) {
      await page('PUT', 'faults', JSON.stringify(rules));
    },
    async callsSince(at) {
      const calls = (await page('GET', 'calls')) as readonly (Omit<CallSeen, 'at'> & { readonly at: string })[];
      if (calls.length >= CALLS_KEPT) throw new Error(`the server keeps ${CALLS_KEPT} calls, and this run made more`);
      return calls.map((call) => ({ ...call, at: Date.parse(call.at) })).filter((call) => call.at >= at);
    },
    close() {
      sfn.destroy();
      dynamodb.destroy();
    },
  };
}
