import { answer, refusal } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import { bodyOf } from '../http/api-request.ts';
import type { ApiEvent } from '../http/api-request.ts';
import { deliverDecision } from '../reviews/deliver-decision.ts';
import type { DeliveryTools } from '../reviews/deliver-decision.ts';
import { NO_REVIEWER, NO_SUCH_REVIEW } from '../reviews/refusals.ts';
import { approvalsOf, isApprover, maySee, standingOf } from '../reviews/review-rows.ts';
import type { Notify } from '../reviews/review-topic.ts';
import { reviewerOf, reviewIdOf } from '../reviews/reviewer-of.ts';
import { BACKUP_REVIEWERS } from '../schemas/reviewer-groups.ts';
import type { DecisionAnswer } from '../schemas/review-api.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { Review, WaitingReview } from '../stores/review-items.ts';
import type { Act, Reviews } from '../stores/reviews.ts';
import { decisionRequest } from './decision-request.ts';
import { actOf } from './reviewer-act.ts';

export interface DecideTools extends DeliveryTools {
  readonly reviews: Pick<Reviews, 'read' | 'waiting' | 'act' | 'delivered'>;
  readonly store: Pick<ClaimChecks, 'keep' | 'look' | 'read'>;
  readonly notify: Notify;
  readonly recordDecision: (reviewId: string, decision: string, openedAt: number, at: number) => void;
  /** Unique each time. */
  readonly newActId: () => string;
}

// A review changes only when another reviewer acts on it; a change of its version ends this at once.
const ATTEMPTS = 10;

/**
 * `POST /reviews/{id}/decision`: approves, edits or rejects the version that the reviewer saw. It is stored first, and sent to
 * the execution that waits if it decides the review; whoever comes later learns what was decided, and sends it again if need be.
 */
export async function decideReview(event: ApiEvent, tools: DecideTools): Promise<ApiAnswer> {
  const { reviews } = tools;
  const at = event.requestContext.requestTimeEpoch;
  const reviewer = reviewerOf(event);
  if (!maySee(reviewer)) return NO_REVIEWER;
  const id = reviewIdOf(event);
  if (id === undefined) return NO_SUCH_REVIEW;
  const request = decisionRequest(bodyOf(event));
  if (typeof request === 'string') return refusal(400, request);
  const actId = tools.newActId();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const review = await reviews.read(id);
    if (review === undefined) return NO_SUCH_REVIEW;
    if (!isApprover(review, reviewer)) return refusal(403, `only ${approversOf(review)} decide this review`);
    if (review.status !== 'open') return tooLate(review, at, tools);
    if (review.version !== request.version) {
      const message = `it was edited since: you saw version ${request.version}, now it is ${review.version}`;
      return refusal(409, message, { review: standingOf(review) });
    }
    const act = await actOf({ review, request, reviewer, actId, at }, tools.store);
    if ('statusCode' in act) return act;
    const written = await reviews.act(review, act, at);
    if (written) return done(written, act, at, tools);
  }
  throw new Error(`review ${id} changed ${ATTEMPTS} times while it was decided; try again`);
}

async function done(review: WaitingReview, { decision }: Act, at: number, tools: DecideTools): Promise<ApiAnswer> {
  let delivered = false;
  if (decision === undefined) {
    // It is stored, and reminders will follow; saying otherwise would be worse than a notice that is missing.
    await tools
      .notify('second-reviewer', review)
      .catch((error: unknown) => tools.fault('second reviewer not told', error));
  } else {
    tools.recordDecision(review.id, decision.decision, review.openedAt, at);
    delivered = await deliverDecision(review, at, tools);
  }
  const { version, approvals } = review;
  const status = decision === undefined ? 'open' : 'decided';
  return answer(200, { status, version, approvals: approvalsOf(approvals), delivered } satisfies DecisionAnswer);
}

async function tooLate(review: Review, at: number, tools: DecideTools): Promise<ApiAnswer> {
  if (review.sentAt === undefined) {
    const waiting = await tools.reviews.waiting(review.id);
    if (waiting) await deliverDecision(waiting, at, tools);
  }
  const { decision, reviewer, decidedAt } = review.decision ?? {};
  const message =
    decision === 'timeout'
      ? `nobody decided in time; the review ended at ${decidedAt}`
      : `${reviewer} decided already, at ${decidedAt}: ${decision}`;
  return refusal(409, message, { review: standingOf(review) });
}

function approversOf({ approver, escalated }: Review): string {
  return `members of ${approver.group}${escalated ? ` or ${BACKUP_REVIEWERS}` : ''}`;
}
