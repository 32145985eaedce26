import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { validateRequest } from './validate-request.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('validate-request', (input: unknown) => validateRequest(input, store));
