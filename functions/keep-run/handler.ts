import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import type { RunState } from '../schemas/agent.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { keepRun } from './keep-run.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('keep-run', (run: RunState) => keepRun(run, store));
