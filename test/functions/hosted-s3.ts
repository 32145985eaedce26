import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

import { storageAndMessagingServices } from '../../local/api/hosted-services.ts';
import { startServer } from '../../local/api/server.ts';
import { fauxqsEngine } from '../../local/resources/hosted/fauxqs-engine.ts';

/** The local cloud's S3 with these buckets, and the real SDK in front of it. */
export async function hostedS3(...buckets: readonly string[]) {
  const engine = fauxqsEngine();
  const server = await startServer({ port: 0, services: storageAndMessagingServices(engine) });
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  for (const Bucket of buckets) await client.send(new CreateBucketCommand({ Bucket }));
  return {
    client,
    close: async () => {
      client.destroy();
      await server.close();
      await engine.close();
    },
  };
}
