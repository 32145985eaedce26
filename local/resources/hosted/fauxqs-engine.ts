import { STORAGE } from '../../store/state-folder.ts';
import type { HttpEngine, KeptIn, LoadedEngine } from './http-engine.ts';
import { lazyEngine } from './http-engine.ts';
import { keepStorage } from './kept-storage.ts';
import { answerLikeS3 } from './s3-answers.ts';
import { answerLikeSns } from './sns-answers.ts';
import { answerLikeSqs } from './sqs-answers.ts';

/** S3, SQS and SNS, kept in the state folder when there is one; all three on one handler, which tells them apart itself. */
export function fauxqsEngine(kept?: KeptIn): HttpEngine {
  return lazyEngine(async (): Promise<LoadedEngine> => {
    const { buildApp } = await import('fauxqs');
    const directory = kept?.directory;
    const storage = directory === undefined ? undefined : await keepStorage(directory);
    if (storage) kept?.putResource('stateFile', { arn: STORAGE.name });
    const app = buildApp({ logger: false, stores: storage?.stores });
    answerLikeS3(app);
    answerLikeSns(app);
    answerLikeSqs(app);
    app.addHook('onSend', async (_request, _reply, payload) => {
      await storage?.committed();
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
