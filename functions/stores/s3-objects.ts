import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectRef } from '../schemas/model-request.ts';

/** The three things that claim checks ask of S3; in a file of its own so that it is loaded only when needed. */
export function s3Objects(client: S3Client = new S3Client()) {
  return {
    put: ({ bucket, key }: ObjectRef, text: string) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text })),
    get: ({ bucket, key }: ObjectRef) => client.send(new GetObjectCommand({ Bucket: bucket, Key: key })),
    head: ({ bucket, key }: ObjectRef) => client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
  };
}
