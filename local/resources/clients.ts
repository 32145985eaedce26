import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { REGION } from '../template/pseudo-parameters.ts';

/** The SDK's own clients against the local endpoint; each is loaded when it is first asked for. */
export interface Clients {
  dynamodb(): Promise<DynamoDBClient>;
  s3(): Promise<S3Client>;
  sns(): Promise<SNSClient>;
  sqs(): Promise<SQSClient>;
  close(): void;
}

export function createClients(endpoint: string): Clients {
  const settings = { endpoint, region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const open: { destroy(): void }[] = [];

  function once<T extends { destroy(): void }>(create: () => Promise<T>): () => Promise<T> {
    let client: Promise<T> | undefined;
    return () =>
      (client ??= create().then((created) => {
        open.push(created);
        return created;
      }));
  }

  return {
    dynamodb: once(async () => new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(settings)),
    // Path style, because bucket names are no host names here.
    s3: once(async () => new (await import('@aws-sdk/client-s3')).S3Client({ ...settings, forcePathStyle: true })),
    sns: once(async () => new (await import('@aws-sdk/client-sns')).SNSClient(settings)),
    sqs: once(async () => new (await import('@aws-sdk/client-sqs')).SQSClient(settings)),
    close: () => open.splice(0).forEach((client) => client.destroy()),
  };
}
