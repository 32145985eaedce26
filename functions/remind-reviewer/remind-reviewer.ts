import { deliverDecision } from '../reviews/deliver-decision.ts';
import type { DeliveryTools } from '../reviews/deliver-decision.ts';
import { addressedBy } from '../reviews/notices.ts';
import type { Notify } from '../reviews/review-topic.ts';
import type { Reminder } from '../schemas/review.ts';
import type { Reviews } from '../stores/reviews.ts';

export interface RemindTools extends DeliveryTools {
  readonly reviews: Pick<Reviews, 'read' | 'waiting' | 'remind' | 'delivered'>;
  readonly notify: Notify;
}

/** Reminds the group of a review that waits, or from then on lets the backup group decide, too, and tells it. */
export async function remindReviewer({ reviewId, kind, at }: Reminder, tools: RemindTools): Promise<void> {
  const before = await tools.reviews.read(reviewId);
  if (before === undefined) throw new Error(`no review ${reviewId} is in the table; request-review has to come first`);
  const toWhom = addressedBy(kind, before);
  const review = (await tools.reviews.remind(reviewId, kind, toWhom, at)) ?? (await tools.reviews.waiting(reviewId));
  if (review === undefined) return;
  if (review.status !== 'open') {
    if (review.sentAt === undefined) await deliverDecision(review, at, tools);
    return;
  }
  // Noted by this run, or by an earlier one of which nobody knows whether it could tell.
  if (review.remindedAt === at) await tools.notify(kind, review);
}
