import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { mergeParts } from './merge-parts.ts';
import type { MergeEvent } from './merge-parts.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('merge-parts', (event: MergeEvent) => mergeParts(event, store));
