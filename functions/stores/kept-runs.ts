import { isObject } from '../schemas/json-schema.ts';
import type { RunState } from '../schemas/agent.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { ClaimChecks } from './claim-check.ts';

/**
 * Runs that go on in a further execution, beside the answers that are too large for a state. Only functions of ours may write
 * there, under hashes that nobody can guess, so what is read back is what was kept, whoever names it.
 */
const KEY = /^answers\/[0-9a-f]{64}$/;
const KIND = 'agent-run';

export function keptRun(run: RunState, store: Pick<ClaimChecks, 'keep'>): Promise<ObjectRef> {
  return store.keep('answers', JSON.stringify({ kind: KIND, run }));
}

/** Undefined when this is no address of a run. */
export async function readRun(
  { bucket, key }: ObjectRef,
  ownBucket: string,
  store: Pick<ClaimChecks, 'read'>,
): Promise<RunState | undefined> {
  if (bucket !== ownBucket || !KEY.test(key)) return undefined;
  let kept: unknown;
  try {
    kept = JSON.parse(await store.read({ bucket, key }));
  } catch (error) {
    // S3 says AccessDenied for what is not there to those who may not list the bucket.
    if (error instanceof SyntaxError || ['NoSuchKey', 'AccessDenied'].includes((error as Error).name)) return undefined;
    throw error;
  }
  return isObject(kept) && kept.kind === KIND ? (kept.run as unknown as RunState) : undefined;
}
