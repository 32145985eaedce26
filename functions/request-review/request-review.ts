import { deliverDecision } from '../reviews/deliver-decision.ts';
import type { DeliveryTools } from '../reviews/deliver-decision.ts';
import { keepText, SUBJECT_BYTES } from '../reviews/kept-text.ts';
import { addressedBy } from '../reviews/notices.ts';
import type { Notify } from '../reviews/review-topic.ts';
import type { ReviewRequest, ReviewSubject } from '../schemas/review.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { SubjectFacts } from '../stores/review-items.ts';
import type { Reviews } from '../stores/reviews.ts';

export interface RequestTools extends DeliveryTools {
  readonly reviews: Pick<Reviews, 'begin' | 'notified' | 'delivered'>;
  readonly store: Pick<ClaimChecks, 'keep'>;
  readonly notify: Notify;
}

/**
 * Begins a review, or its next round: keeps the task's token, and tells the group once. A decision that came while no task
 * waited is sent at once. The token is in the table before anyone is told, so whoever decides finds it.
 */
export async function requestReview(request: ReviewRequest, tools: RequestTools): Promise<void> {
  const { taskToken, reviewId, execution, subject, approver, at, openedAt, dueAt } = request;
  const review = await tools.reviews.begin({
    id: reviewId,
    token: taskToken,
    documentId: subject.documentId,
    execution,
    subject: await keepText(JSON.stringify(subject), SUBJECT_BYTES, tools.store),
    facts: factsOf(subject),
    approver,
    at,
    openedAt,
    dueAt,
  });
  // A later round waits already; this one is a leftover.
  if (review === undefined) return;
  if (review.decision) {
    await deliverDecision(review, at, tools);
    return;
  }
  if (review.notifiedAt !== undefined) return;
  try {
    await tools.notify('review', review);
  } catch (error) {
    // It can be decided all the same: reminders follow, and the next round tells the group.
    return tools.fault('group not told', error);
  }
  await tools.reviews.notified(reviewId, addressedBy('review', review), at);
}

function factsOf({ type, completeness, problem, content }: ReviewSubject): SubjectFacts {
  return {
    type,
    amount: completeness?.amount ?? null,
    currency: completeness?.currency ?? null,
    ...(problem && { problem: problem.code }),
    ...(completeness && { complete: completeness.complete }),
    hasContent: content !== undefined,
  };
}
