import { REGION } from '../../template/pseudo-parameters.ts';
import { crc64Nvme } from './crc64-nvme.ts';
import type { FauxqsApp, FauxqsRequest } from './fauxqs-app.ts';

/** Parts of the S3 API that the library would take for the whole object or bucket. */
const UNKNOWN_SUBRESOURCES: readonly string[] = [
  ...[
    'abac',
    'accelerate',
    'acl',
    'analytics',
    'annotation',
    'cors',
    'encryption',
    'intelligent-tiering',
    'inventory',
    'legal-hold',
  ],
  ...[
    'logging',
    'metadataConfiguration',
    'metadataTable',
    'metadataAnnotationTable',
    'metadataInventoryTable',
    'metadataJournalTable',
    'metrics',
    'notification',
    'object-lock',
    'ownershipControls',
  ],
  ...['policy', 'policyStatus', 'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention', 'select'],
  ...['session', 'tagging', 'torrent', 'versioning', 'versions', 'website'],
];

/** What S3 says where the library says it otherwise. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(<Message>The specified bucket does not exist): [^<]*/, '$1'],
  [/(<Message>The specified bucket is not valid): [^<]*/, '$1.'],
  [/(<Message>The bucket you tried to delete is not empty)\.(?=<)/, '$1'],
  [/(<Message>The specified) multipart (upload does not exist)/, '$1 $2'],
];

const NOT_HELD = 'At least one of the pre-conditions you specified did not hold';
const COPY_CONDITION = 'x-amz-copy-source-if-';

/** Makes the library's S3 refuse what it cannot do, heed conditions of a PUT and a copy, and speak like S3. */
export function answerLikeS3(app: FauxqsApp): void {
  const etagOf = async (url: string, host = 'localhost'): Promise<string | undefined> => {
    const { headers } = await app.inject({ method: 'HEAD', url, headers: { host } });
    return headers.etag;
  };

  app.addHook('preHandler', async (request, reply) => {
    if (!isS3(request)) return undefined;
    const refuse = (status: number, code: string, message: string) =>
      reply.status(status).header('content-type', 'application/xml').send(errorXml(code, message));
    const query = request.query as Readonly<Record<string, string>>;
    // Uploads can be made, but not listed.
    const unknownToGet = request.method === 'GET' ? ['uploads', 'uploadId'] : [];
    const unknown = [...UNKNOWN_SUBRESOURCES, ...unknownToGet].find((name) => name in query);
    if (unknown !== undefined) {
      return refuse(501, 'NotImplemented', `The local cloud's S3 has no '${unknown}' of buckets and objects.`);
    }
    if (request.method === 'GET' && 'location' in query) {
      // No constraint stands for us-east-1.
      const location = '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>';
      return reply.header('content-type', 'application/xml').send(location);
    }
    const conditions = Object.keys(request.headers).filter((name) => name.startsWith(COPY_CONDITION));
    const unheeded = conditions.find((name) => name !== `${COPY_CONDITION}match`);
    if (unheeded !== undefined) {
      return refuse(501, 'NotImplemented', `The local cloud's S3 has no condition '${unheeded}' of a copy.`);
    }
    const { [`${COPY_CONDITION}match`]: copied, 'x-amz-copy-source': from } = request.headers;
    if (typeof copied === 'string' && typeof from === 'string') {
      const current = await etagOf(from.replace(/^\/*/, '/'));
      // A source that is gone is for the copy itself to tell.
      if (current !== undefined && current !== copied) return refuse(412, 'PreconditionFailed', NOT_HELD);
    }
    const { 'if-none-match': absent, 'if-match': etag } = request.headers;
    if (request.method !== 'PUT' || (absent === undefined && etag === undefined)) return undefined;
    const current = await etagOf(request.url, request.headers.host);
    if (etag !== undefined && current === undefined)
      return refuse(404, 'NoSuchKey', 'The specified key does not exist.');
    if (absent !== undefined ? current === undefined : current === etag) return undefined;
    return refuse(412, 'PreconditionFailed', NOT_HELD);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (!isS3(request)) {
      reply.removeHeader('x-amz-id-2');
      return payload;
    }
    const isObject =
      request.method === 'PUT' && reply.hasHeader('etag') && !('partNumber' in (request.query as object));
    const isChunked = request.headers['content-encoding']?.includes('aws-chunked') === true;
    const hasChecksum = Object.keys(reply.getHeaders()).some((name) => name.startsWith('x-amz-checksum-'));
    if (isObject && Buffer.isBuffer(request.body) && !isChunked && !hasChecksum) {
      // S3's own checksum for an object whose sender gives none.
      reply.header('x-amz-checksum-crc64nvme', crc64Nvme(request.body)).header('x-amz-checksum-type', 'FULL_OBJECT');
    }
    if (reply.statusCode < 400) {
      const made = 'x-amz-copy-source' in request.headers || 'uploads' in (request.query as object);
      // Nothing is stored unencrypted, and ranges of every object are served.
      if (made || reply.hasHeader('etag')) reply.header('x-amz-server-side-encryption', 'AES256');
      if (reply.hasHeader('etag')) reply.header('accept-ranges', 'bytes');
      if (request.method === 'HEAD' && request.routeOptions.url === '/:bucket')
        reply.header('x-amz-bucket-region', REGION).header('x-amz-access-point-alias', 'false');
    }
    if (typeof payload !== 'string' || reply.statusCode < 400) return payload;
    return WORDS.reduce((text, [from, to]) => text.replace(from, to), payload);
  });
}

function isS3(request: FauxqsRequest): boolean {
  return request.routeOptions.url?.startsWith('/:bucket') === true;
}

function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
