import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';

import { IMPATIENT } from '../../functions/stores/conditional-update.ts';

/** Takes every connection and never says a word. */
let silent: Server;
beforeAll(async () => {
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void silent.close());

it('gives a table up that does not answer, instead of only warning', async () => {
  const { port } = silent.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    requestHandler: { ...IMPATIENT, requestTimeout: 50 },
  });
  const asked = client.send(new GetItemCommand({ TableName: 't', Key: { breaker: { S: 'b' } } }));
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  client.destroy();
});
