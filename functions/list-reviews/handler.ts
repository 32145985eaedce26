import type { ApiEvent } from '../http/api-request.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { reviewsTable } from '../wiring/review-tools.ts';
import { listReviews } from './list-reviews.ts';

const reviews = reviewsTable();

export const handler = instrumented('list-reviews', (event: ApiEvent) => listReviews(event, reviews));
