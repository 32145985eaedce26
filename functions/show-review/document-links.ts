import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DocumentFormat } from '../schemas/document.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';

/** Long enough to read the page that has it, too short to be passed on. */
const LINK_SECONDS = 5 * 60;

/** Addresses under which a browser can open a document for a while. */
export interface DocumentLinks {
  /** Empty for a document of which nothing was kept. */
  open(source: ObjectRef, format: DocumentFormat, at: number): Promise<string>;
}

/** Presigned by S3. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html */
export function s3DocumentLinks(connect?: () => S3Client): DocumentLinks {
  let loading: Promise<typeof import('@aws-sdk/client-s3')> | undefined;
  let connected: S3Client | undefined;
  return {
    async open({ bucket, key }, format, at) {
      if (bucket === '') return '';
      // As the claim checks do: the SDK that Lambda brings along.
      const { GetObjectCommand, S3Client } = await (loading ??= import('@aws-sdk/client-s3'));
      connected ??= connect?.() ?? new S3Client();
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        // Whatever the sender said it is: never a page that a browser would run.
        ResponseContentType: format === 'pdf' ? 'application/pdf' : 'text/plain; charset=utf-8',
        ResponseContentDisposition: 'inline',
      });
      return getSignedUrl(connected, command, { expiresIn: LINK_SECONDS, signingDate: new Date(at) });
    },
  };
}
