import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { FauxqsApp, FauxqsRequest } from './fauxqs-app.ts';
import type { Stores } from './fauxqs-parts.ts';

// C1. A change is noted where it happens, within the call that makes it: two calls for the same key, at the same time, each
//     have their own size and ETag.
// C2. It is told after the object is on disk and before the call is answered.

/** The API that made or removed an object, in the words of S3's events. */
export type ObjectReason = 'PutObject' | 'POST Object' | 'CopyObject' | 'CompleteMultipartUpload' | 'DeleteObject';

export interface ObjectChange {
  readonly bucket: string;
  /** As it is, not URL-encoded. */
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes; undefined when the object is gone. */
  readonly size?: number;
}

/** One call with all that it changed. */
export interface ObjectCall {
  readonly reason: ObjectReason;
  readonly requestId: string;
  readonly sourceAddress: string;
  readonly changes: readonly ObjectChange[];
}

/** What S3's calls change from now on; asked for a call that changed nothing, or is another service's, it has nothing. */
export function watchObjects(
  app: FauxqsApp,
  store: Stores['s3Store'],
): (request: FauxqsRequest) => ObjectCall | undefined {
  const working = new AsyncLocalStorage<Work>();
  const calls = new WeakMap<FauxqsRequest, ObjectCall>();

  app.addHook('preHandler', (request, reply, done) => {
    const reason = request.routeOptions.url?.startsWith('/:bucket') === true ? reasonOf(request) : undefined;
    if (reason === undefined) return done();
    const changes: ObjectChange[] = [];
    // The id that the SDK reads from the answer.
    const requestId = String(reply.raw.getHeader('x-amzn-requestid') ?? randomUUID());
    calls.set(request, { reason, requestId, sourceAddress: request.ip, changes });
    working.run({ bucket: (request.params as { readonly bucket: string }).bucket, changes }, done);
  });
  noteChanges(store, () => working.getStore());

  return (request) => {
    const call = calls.get(request);
    return call && call.changes.length > 0 ? call : undefined;
  };
}

interface Work {
  /** A call has one. */
  readonly bucket: string;
  readonly changes: ObjectChange[];
}

function noteChanges(store: Stores['s3Store'], working: () => Work | undefined): void {
  const created = <T extends StoredObject>(object: T): T => {
    const work = working();
    work?.changes.push({ ...named(work.bucket, object), size: object.contentLength });
    return object;
  };
  const put = store.putObject.bind(store);
  store.putObject = (...object) => created(put(...object));
  const complete = store.completeMultipartUpload.bind(store);
  store.completeMultipartUpload = (...upload) => created(complete(...upload));
  const remove = store.deleteObject.bind(store);
  store.deleteObject = (bucket, key) => {
    const object = found(store, bucket, key);
    remove(bucket, key);
    if (object) working()?.changes.push(named(bucket, object));
  };
}

type StoredObject = ReturnType<Stores['s3Store']['headObject']>;

function found(store: Stores['s3Store'], bucket: string, key: string): StoredObject | undefined {
  try {
    return store.headObject(bucket, key);
  } catch {
    // Nothing goes then, and nothing is told.
    return undefined;
  }
}

function named(bucket: string, { key, etag }: StoredObject): ObjectChange {
  return { bucket, key, etag: etag.replaceAll('"', '') };
}

function reasonOf({ method, headers, query }: FauxqsRequest): ObjectReason | undefined {
  switch (method) {
    case 'PUT':
      return 'x-amz-copy-source' in headers ? 'CopyObject' : 'PutObject';
    case 'POST':
      if ('uploadId' in (query as object)) return 'CompleteMultipartUpload';
      return headers['content-type']?.startsWith('multipart/form-data') === true ? 'POST Object' : 'DeleteObject';
    case 'DELETE':
      return 'DeleteObject';
    default:
      return undefined;
  }
}
