import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectRef } from '../schemas/model-request.ts';

/** The folder in which something is kept, each with a grant of its own. */
export type ClaimCheckKind = 'prompts' | 'answers' | 'documents';

/** What is too large for a state (256 KiB) waits in S3, and only its address travels. */
export interface ClaimChecks {
  /** Keeps a text under the hash of its content, so that a retried step keeps it once. */
  keep(kind: ClaimCheckKind, text: string): Promise<ObjectRef>;
  keepBytes(kind: ClaimCheckKind, bytes: Uint8Array): Promise<ObjectRef>;
  read(ref: ObjectRef): Promise<string>;
  readBytes(ref: ObjectRef): Promise<Uint8Array>;
  /** Undefined when the object is not there or may not be read. */
  look(ref: ObjectRef): Promise<{ readonly bytes: number; readonly etag: string } | undefined>;
}

/** Claim checks in an S3 bucket; reading also follows references into other buckets, where the role may. */
export function s3ClaimChecks(bucket: string, connect?: () => S3Client): ClaimChecks {
  // Most requests fit into a state, so the client is loaded and made when the first one does not.
  let loading: Promise<typeof import('@aws-sdk/client-s3')> | undefined;
  let connected: S3Client | undefined;
  const sdk = async () => {
    const s3 = await (loading ??= import('@aws-sdk/client-s3'));
    return { ...s3, client: (connected ??= connect?.() ?? new s3.S3Client()) };
  };
  const kept = async (kind: ClaimCheckKind, content: Uint8Array): Promise<ObjectRef> => {
    const { client, PutObjectCommand } = await sdk();
    const ref = { bucket, key: `${kind}/${createHash('sha256').update(content).digest('hex')}` };
    await client.send(new PutObjectCommand({ Bucket: ref.bucket, Key: ref.key, Body: content }));
    return ref;
  };
  const bodyOf = async (ref: ObjectRef) => {
    const { client, GetObjectCommand } = await sdk();
    const { Body } = await client.send(new GetObjectCommand({ Bucket: ref.bucket, Key: ref.key }));
    if (Body === undefined) throw new Error(`s3://${ref.bucket}/${ref.key} came without a body`);
    return Body;
  };
  return {
    keep: (kind, text) => kept(kind, Buffer.from(text)),
    keepBytes: kept,
    async read(ref) {
      return (await bodyOf(ref)).transformToString();
    },
    async readBytes(ref) {
      return (await bodyOf(ref)).transformToByteArray();
    },
    async look(ref) {
      const { client, HeadObjectCommand } = await sdk();
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: ref.bucket, Key: ref.key }));
        return { bytes: head.ContentLength ?? 0, etag: head.ETag ?? '' };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
  };
}

/** The text of a request's prompt, wherever it is. */
export async function promptOf(
  request: { readonly prompt?: string; readonly promptRef?: ObjectRef },
  store: Pick<ClaimChecks, 'read'>,
): Promise<string> {
  if (request.prompt !== undefined) return request.prompt;
  if (request.promptRef === undefined) {
    throw new Error('the request has neither prompt nor promptRef; validate it first');
  }
  return store.read(request.promptRef);
}

// S3 answers 403 instead of 404 to a caller who may not list the bucket, and HEAD has no body that would name the error.
function isAbsent(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 404 || status === 403 || status === 400;
}
