import { CLAIM_CHECK_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { formatResult } from './format-result.ts';
import type { FormatResultRequest } from './format-result.ts';

const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('format-result', (request: FormatResultRequest) => formatResult(request, store));
