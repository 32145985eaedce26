import { CLAIM_CHECK_BUCKET, LIBRARY_BUCKET, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { s3Library } from '../stores/library.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { formatReport } from './format-report.ts';
import type { FormatReportRequest } from './format-report.ts';

const tools = {
  store: s3ClaimChecks(required(CLAIM_CHECK_BUCKET)),
  library: s3Library(required(LIBRARY_BUCKET)),
};

export const handler = instrumented('format-report', (request: FormatReportRequest) => formatReport(request, tools));
