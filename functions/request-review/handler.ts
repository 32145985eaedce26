import type { ReviewRequest } from '../schemas/review.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { claimChecks, deliveryTools, reviewNotices } from '../wiring/review-tools.ts';
import { requestReview } from './request-review.ts';

const tools = { ...deliveryTools(), store: claimChecks(), notify: reviewNotices() };

export const handler = instrumented('request-review', (request: ReviewRequest) => requestReview(request, tools));
