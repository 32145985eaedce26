import { hashOf } from '../schemas/hash-of.ts';
import { InvalidInput } from '../schemas/invalid-input.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import { contentName } from '../stores/claim-check.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';

/** An upload as it was when it was read. */
export interface Taken {
  /** Our copy; the upload itself only where it is too large for one. */
  readonly source: ObjectRef;
  readonly bytes: number;
  /** Absent for more than `MOST_BYTES`, which nobody reads. */
  readonly content?: Uint8Array;
}

export const MOST_BYTES = 50_000_000;

// S3 copies so much within seconds; of more, which is no document, a reviewer is told and has no copy.
const MOST_COPIED_BYTES = 1_000_000_000;

// An upload under the same key is another event and another execution, so nobody uploads for long while one reads.
const TRIES = 5;

/** Reads an upload, and keeps what was read where its sender cannot overwrite it: all that follows, and whoever decides, sees the same. */
export async function taken(
  upload: ObjectRef,
  store: Pick<ClaimChecks, 'look' | 'readUnchanged' | 'copyUnchanged'>,
): Promise<Taken> {
  const name = `s3://${upload.bucket}/${upload.key}`;
  for (let tried = 0; tried < TRIES; tried++) {
    const found = await store.look(upload);
    if (found === undefined) throw new InvalidInput([`key: ${name} does not exist or may not be read by this app`]);
    const { bytes, etag } = found;
    if (bytes > MOST_COPIED_BYTES) return { source: upload, bytes };
    const content = bytes > MOST_BYTES ? undefined : await store.readUnchanged(upload, etag);
    if (bytes <= MOST_BYTES && content === undefined) continue;
    const as = content === undefined ? hashOf([upload.bucket, upload.key, etag]) : contentName(content);
    const source = await store.copyUnchanged('documents', upload, etag, as);
    if (source !== undefined) return { source, bytes, content };
  }
  throw new Error(`${name} was overwritten ${TRIES} times while it was read; start again once it stays as it is`);
}
