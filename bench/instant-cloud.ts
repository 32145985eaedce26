import { join } from 'node:path';

import { startLocalCloud, type LocalCloud } from '../local/local-cloud.ts';
import type { ModelAnswer, ModelDriver } from '../local/models/driver.ts';
import { MemoryStore } from '../local/store/memory-store.ts';
import { systemClock } from '../local/system-clock.ts';

export const MODEL_ROUTER = 'arn:aws:states:us-east-1:000000000000:stateMachine:model-router';

/** A model that takes no time, so that what is measured is everything around it. */
const instantModel: ModelDriver = {
  name: 'instant',
  answer: ({ promptId }): Promise<ModelAnswer> => {
    const text = promptId?.startsWith('classify') ? '{"complexity":"simple","confidence":0.9,"reason":"bench"}' : 'ok';
    return Promise.resolve({ output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn' });
  },
};

/** Our synthesized app with that model or another, and what clients need to reach it. */
export async function startInstantCloud(driver: ModelDriver = instantModel) {
  const cloud: LocalCloud = await startLocalCloud({
    port: 0,
    app: join(import.meta.dirname, '../cdk.out'),
    store: new MemoryStore(),
    clock: systemClock({ timeScale: 1 }),
    driver,
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return { cloud, aws: { endpoint: cloud.url, region: 'us-east-1', credentials } };
}
