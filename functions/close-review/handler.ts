import type { Closing } from '../schemas/review.ts';
import { recordReviewFault, recordTimeout } from '../telemetry/review-metrics.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { reviewsTable } from '../wiring/review-tools.ts';
import { closeReview } from './close-review.ts';

const tools = { reviews: reviewsTable(), recordTimeout, fault: recordReviewFault };

export const handler = instrumented('close-review', (closing: Closing) => closeReview(closing, tools));
