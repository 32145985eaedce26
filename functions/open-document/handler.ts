import { CLAIM_CHECK_BUCKET, DOCUMENTS_BUCKET, PART_CHARACTERS, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { openDocument } from './open-document.ts';

const claimChecks = required(CLAIM_CHECK_BUCKET);
const tools = {
  store: s3ClaimChecks(claimChecks),
  buckets: [required(DOCUMENTS_BUCKET), claimChecks],
  partCharacters: Number(required(PART_CHARACTERS)),
};

export const handler = instrumented('open-document', ({ input }: { readonly input: unknown }) =>
  openDocument(input, tools),
);
