import type { RunState } from '../schemas/agent.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { keptRun } from '../stores/kept-runs.ts';

/** Keeps where a run stands, so that a further execution can go on from there. */
export async function keepRun(
  run: RunState,
  store: Pick<ClaimChecks, 'keep'>,
): Promise<{ readonly resume: ObjectRef }> {
  return { resume: await keptRun(run, store) };
}
