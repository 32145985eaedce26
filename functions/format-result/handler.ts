import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import type { StopReason } from '../schemas/agent.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { recordLoop } from '../telemetry/agent-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { formatResult } from './format-result.ts';
import type { FormatResultRequest } from './format-result.ts';

/** What is formatted, and how the run came to its end. */
interface EndedRun extends FormatResultRequest {
  readonly workflow: string;
  readonly stopReason: StopReason;
  readonly iterations: number;
}

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('format-result', async (run: EndedRun) => {
  const formatted = await formatResult(run, store);
  recordLoop(run.workflow, run.stopReason, run.iterations);
  return formatted;
});
