import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { validateAgainstPo } from './validate-against-po.ts';
import type { ValidationEvent } from './validate-against-po.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('validate-against-po', (event: ValidationEvent) => validateAgainstPo(event, store));
