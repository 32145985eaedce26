import type { RunState } from '../schemas/agent.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { ClaimChecks } from './claim-check.ts';

/**
 * Runs that go on in a further execution have a folder of their own, to which one function may write: what is read back is what
 * was kept, whoever names it, and nothing that a model or a caller wrote.
 */
const KEY = /^runs\/[0-9a-f]{64}$/;

export function keptRun(run: RunState, store: Pick<ClaimChecks, 'keep'>): Promise<ObjectRef> {
  return store.keep('runs', JSON.stringify(run));
}

/** Undefined when this is no address of a run. */
export async function readRun(
  { bucket, key }: ObjectRef,
  ownBucket: string,
  store: Pick<ClaimChecks, 'read'>,
): Promise<RunState | undefined> {
  if (bucket !== ownBucket || !KEY.test(key)) return undefined;
  try {
    return JSON.parse(await store.read({ bucket, key })) as RunState;
  } catch (error) {
    // S3 says AccessDenied for what is not there to those who may not list the bucket.
    if (['NoSuchKey', 'AccessDenied'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
