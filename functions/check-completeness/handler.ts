import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { checkCompleteness } from './check-completeness.ts';
import type { CompletenessEvent } from './check-completeness.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('check-completeness', (event: CompletenessEvent) =>
  checkCompleteness(event, store),
);
