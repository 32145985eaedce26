import { STORAGE } from '../../store/state-folder.ts';
import type { FauxqsRequest } from './fauxqs-app.ts';
import { emptyStores, fauxqsPart } from './fauxqs-parts.ts';
import type { HttpEngine, KeptIn, LoadedEngine } from './http-engine.ts';
import { lazyEngine } from './http-engine.ts';
import { keepStorage } from './kept-storage.ts';
import { watchObjects, type ObjectCall } from './object-changes.ts';
import { answerLikeS3 } from './s3-answers.ts';
import { overrideHeaders } from './s3-overrides.ts';
import { answerLikeSns } from './sns-answers.ts';
import { watchPublications, type Publication } from './sns-publications.ts';
import { answerLikeSqs } from './sqs-answers.ts';

/** Told of what is in the storage already, before the call that did it is answered. */
export interface StorageListeners {
  readonly onObjects?: (call: ObjectCall) => Promise<void>;
  readonly onPublication?: (publication: Publication) => void;
}

/** S3, SQS and SNS, kept in the state folder when there is one; all three on one handler, which tells them apart itself. */
export function fauxqsEngine(kept?: KeptIn, { onObjects, onPublication }: StorageListeners = {}): HttpEngine {
  return lazyEngine(async (): Promise<LoadedEngine> => {
    const { buildApp } = await import('fauxqs');
    const directory = kept?.directory;
    const storage = directory === undefined ? undefined : await keepStorage(directory);
    if (storage) kept?.putResource('stateFile', { arn: STORAGE.name });
    const stores = storage?.stores ?? (await emptyStores());
    const app = buildApp({ logger: false, stores });
    const changedBy = watchObjects(app, stores.s3Store);
    const publishedBy = watchPublications(app, stores.snsStore, await fauxqsPart('sns/filter.js'));
    answerLikeS3(app);
    overrideHeaders(app);
    answerLikeSns(app);
    answerLikeSqs(app);
    const tell = async (request: FauxqsRequest, status: number, answer: unknown): Promise<void> => {
      const call = changedBy(request);
      const publications = publishedBy(request, status, answer);
      if (call) await onObjects?.(call);
      for (const publication of publications) onPublication?.(publication);
      // What the listeners have kept is a part of the answer, too.
      if (call || publications.length > 0) await kept?.committed();
    };
    const telling = new WeakMap<FauxqsRequest, Promise<void>>();
    app.addHook('onSend', async (request, reply, payload) => {
      await storage?.committed();
      // S3's handlers send an answer and return nothing, which Fastify sends as well while the first one is on its way here:
      // both wait for the same, and in turn, so that the first one stays the first.
      if (!telling.has(request)) telling.set(request, tell(request, reply.statusCode, payload));
      await telling.get(request);
      return payload;
    });
    await app.ready();
    return {
      handle(request, response) {
        // S3's default for an object whose sender names no type; the library has another.
        if (request.method === 'PUT') request.headers['content-type'] ??= 'binary/octet-stream';
        app.routing(request, response);
      },
      async close() {
        await app.close();
        storage?.close();
      },
    };
  });
}
