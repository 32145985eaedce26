import { SFNClient } from '@aws-sdk/client-sfn';

import { startServer } from '../../local/api/server.ts';
import { stepFunctionsService } from '../../local/api/step-functions.ts';
import { TestEngine } from './run-machine.ts';

/** The Step Functions API over HTTP, in front of an engine with a simulated clock. */
export interface SfnApi {
  readonly engine: TestEngine;
  readonly client: SFNClient;
  close(): Promise<void>;
}

export async function sfnApi({ random }: { readonly random?: () => number } = {}): Promise<SfnApi> {
  const engine = new TestEngine({}, random);
  const server = await startServer({ port: 0, services: [stepFunctionsService(engine)] });
  // Nothing but what a user sets: endpoint, region and any credentials.
  const client = new SFNClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    disableHostPrefix: true,
  });
  return {
    engine,
    client,
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
