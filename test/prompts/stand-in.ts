import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockGateway } from '../../functions/model-gateway/bedrock.ts';
import type { ModelGateway } from '../../functions/model-gateway/gateway.ts';
import { bedrockRuntimeService } from '../../local/api/bedrock-runtime.ts';
import { startServer } from '../../local/api/server.ts';
import { createCallLog } from '../../local/models/call-log.ts';
import type { ModelDriver } from '../../local/models/driver.ts';
import { createFaults } from '../../local/models/faults.ts';
import { systemClock } from '../../local/system-clock.ts';

/** The app's way to a model, requests and all, with a driver at its end. */
export async function standIn(driver: ModelDriver): Promise<{ readonly models: ModelGateway; close(): Promise<void> }> {
  const clock = systemClock({ timeScale: 1 });
  const service = bedrockRuntimeService({ driver, faults: createFaults(() => 0), calls: createCallLog(), clock });
  const server = await startServer({ port: 0, services: [service] });
  const client = new BedrockRuntimeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    // No state machine retries here, and a throttled call says nothing of a prompt.
    maxAttempts: 5,
  });
  return {
    models: bedrockGateway({ timeoutSeconds: 300, connect: () => client }),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
