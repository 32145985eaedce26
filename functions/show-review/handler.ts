import type { ApiEvent } from '../http/api-request.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { claimChecks, reviewsTable } from '../wiring/review-tools.ts';
import { s3DocumentLinks } from './document-links.ts';
import { showReview } from './show-review.ts';

const tools = { reviews: reviewsTable(), store: claimChecks(), links: s3DocumentLinks() };

export const handler = instrumented('show-review', (event: ApiEvent) => showReview(event, tools));
