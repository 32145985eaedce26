import { CLAIM_CHECK_BUCKET, required, REVIEW_PAGE, REVIEW_TOPIC, REVIEWS_TABLE } from '../environment.ts';
import type { DeliveryTools } from '../reviews/deliver-decision.ts';
import { topicNotices } from '../reviews/review-topic.ts';
import type { Notify } from '../reviews/review-topic.ts';
import { stepFunctionsTasks } from '../stores/waiting-tasks.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { dynamodbReviews } from '../stores/reviews.ts';
import type { Reviews } from '../stores/reviews.ts';
import { recordReviewFault } from '../telemetry/review-metrics.ts';

export function reviewsTable(): Reviews {
  return dynamodbReviews(required(REVIEWS_TABLE));
}

/** What every function that may answer a waiting task is wired with. */
export function deliveryTools(): DeliveryTools & { readonly reviews: Reviews } {
  return { reviews: reviewsTable(), tasks: stepFunctionsTasks(), fault: recordReviewFault };
}

export function claimChecks(): ClaimChecks {
  return s3ClaimChecks(required(CLAIM_CHECK_BUCKET));
}

export function reviewNotices(): Notify {
  return topicNotices(required(REVIEW_TOPIC), required(REVIEW_PAGE));
}
