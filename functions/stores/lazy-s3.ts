import type { S3Client } from '@aws-sdk/client-s3';

/** The SDK for S3 and a client, from the runtime; both are loaded and made when they are first needed. */
export function lazyS3(connect?: () => S3Client) {
  let loading: Promise<typeof import('@aws-sdk/client-s3')> | undefined;
  let connected: S3Client | undefined;
  return async () => {
    const s3 = await (loading ??= import('@aws-sdk/client-s3'));
    return { ...s3, client: (connected ??= connect?.() ?? new s3.S3Client()) };
  };
}
