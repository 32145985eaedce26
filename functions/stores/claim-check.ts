import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectRef } from '../schemas/object-ref.ts';
import { lazyS3 } from './lazy-s3.ts';

/** The folder in which something is kept, each with a grant of its own. */
export type ClaimCheckKind = 'prompts' | 'answers' | 'documents' | 'runs';

/** What is too large for a state (256 KiB) waits in S3, and only its address travels. */
export interface ClaimChecks {
  /** Keeps a text under the hash of its content, so that a retried step keeps it once. */
  keep(kind: ClaimCheckKind, text: string): Promise<ObjectRef>;
  keepBytes(kind: ClaimCheckKind, bytes: Uint8Array): Promise<ObjectRef>;
  read(ref: ObjectRef): Promise<string>;
  readBytes(ref: ObjectRef): Promise<Uint8Array>;
  /** The bytes of the object that had this ETag; undefined when it has changed or gone since. */
  readUnchanged(ref: ObjectRef, etag: string): Promise<Uint8Array | undefined>;
  /** Copies it within S3 to a name of ours, under which nobody else can change it; undefined when it has changed or gone. */
  copyUnchanged(kind: ClaimCheckKind, from: ObjectRef, etag: string, name: string): Promise<ObjectRef | undefined>;
  /** Undefined when the object is not there or may not be read. */
  look(ref: ObjectRef): Promise<{ readonly bytes: number; readonly etag: string } | undefined>;
}

/** Claim checks in an S3 bucket; reading also follows references into other buckets, where the role may. */
export function s3ClaimChecks(bucket: string, connect?: () => S3Client): ClaimChecks {
  // Most requests fit into a state, and need none.
  const sdk = lazyS3(connect);
  const kept = async (kind: ClaimCheckKind, content: Uint8Array): Promise<ObjectRef> => {
    const { client, PutObjectCommand } = await sdk();
    const ref = { bucket, key: `${kind}/${contentName(content)}` };
    await client.send(new PutObjectCommand({ Bucket: ref.bucket, Key: ref.key, Body: content }));
    return ref;
  };
  const bodyOf = async (ref: ObjectRef, IfMatch?: string) => {
    const { client, GetObjectCommand } = await sdk();
    const { Body } = await client.send(new GetObjectCommand({ Bucket: ref.bucket, Key: ref.key, IfMatch }));
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
    readUnchanged: (ref, etag) => unlessChanged(async () => (await bodyOf(ref, etag)).transformToByteArray()),
    copyUnchanged: (kind, from, etag, name) =>
      unlessChanged(async () => {
        const { client, CopyObjectCommand } = await sdk();
        const ref = { bucket, key: `${kind}/${name}` };
        const request = new CopyObjectCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          CopySource: copySource(from),
          CopySourceIfMatch: etag,
          // A copy is its bytes alone, as if we had put them: two uploads of one content have one copy, and reading
          // the tags would be another right.
          MetadataDirective: 'REPLACE',
          TaggingDirective: 'REPLACE',
        });
        await client.send(request);
        return ref;
      }),
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

/** What content is kept under, whoever keeps it. */
export function contentName(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The SDK sends this header as it is. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
function copySource({ bucket, key }: ObjectRef): string {
  return [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
}

async function unlessChanged<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const { name } = error as Error;
    if (name === 'PreconditionFailed' || name === 'NoSuchKey') return undefined;
    throw error;
  }
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
