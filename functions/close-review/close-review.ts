import { noteDelivered, outcomeOf } from '../reviews/deliver-decision.ts';
import type { DeliveryTools } from '../reviews/deliver-decision.ts';
import { approvalsOf, iso } from '../reviews/review-rows.ts';
import type { Closing, ReviewOutcome } from '../schemas/review.ts';
import type { Decided, Review } from '../stores/review-items.ts';
import type { Reviews } from '../stores/reviews.ts';

export interface CloseTools extends Pick<DeliveryTools, 'fault'> {
  readonly reviews: Pick<Reviews, 'read' | 'timeOut' | 'delivered'>;
  readonly recordTimeout: (reviewId: string) => void;
}

// A review changes only when a reviewer acts, and of a version they can only do so a few times.
const ATTEMPTS = 10;

/** Ends a review: what was decided, at the last moment or while no task waited; else that time has run out. */
export async function closeReview({ reviewId, at }: Closing, tools: CloseTools): Promise<ReviewOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const review = await tools.reviews.read(reviewId);
    if (review === undefined)
      throw new Error(`no review ${reviewId} is in the table; request-review has to come first`);
    if (review.decision) {
      if (review.sentAt === undefined) await noteDelivered(reviewId, undefined, at, tools);
      return outcomeOf(review, review.decision);
    }
    const timeout = timeoutOf(review, at);
    if (await tools.reviews.timeOut(review, timeout, at)) {
      tools.recordTimeout(reviewId);
      return { review: timeout };
    }
  }
  throw new Error(`review ${reviewId} changed ${ATTEMPTS} times while it was closed; try again`);
}

function timeoutOf({ version, approvals }: Review, at: number): Decided {
  return {
    decision: 'timeout',
    reviewer: '',
    comment: '',
    decidedAt: iso(at),
    // Approvals of an edit that was not confirmed say nothing of the result as it goes on.
    approvals: version === 1 ? approvalsOf(approvals) : [],
    ...(version > 1 && { unconfirmedEdit: true }),
  };
}
