import { answer, refusal } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import type { ApiEvent } from '../http/api-request.ts';
import { NO_REVIEWER } from '../reviews/refusals.ts';
import { maySee, rowOf } from '../reviews/review-rows.ts';
import { reviewerOf } from '../reviews/reviewer-of.ts';
import type { ReviewList } from '../schemas/review-api.ts';
import type { ReviewStatus } from '../stores/review-items.ts';
import type { ListPlace, ReviewViews } from '../stores/review-views.ts';

const STATUSES: readonly ReviewStatus[] = ['open', 'decided', 'timed-out'];

/** `GET /reviews?status=…&next=…`: a page of reviews; the open ones by default. */
export async function listReviews(event: ApiEvent, views: Pick<ReviewViews, 'list'>): Promise<ApiAnswer> {
  const reviewer = reviewerOf(event);
  if (!maySee(reviewer)) return NO_REVIEWER;
  const { status: asked = 'open', next } = event.queryStringParameters ?? {};
  const status = STATUSES.find((one) => one === asked);
  if (status === undefined) return refusal(400, `status: must be one of ${STATUSES.join(', ')}`);
  const after = next === undefined ? undefined : placeOf(next);
  if (next !== undefined && after === undefined) {
    return refusal(400, 'next: is not what an earlier page said; ask for the list without it');
  }
  const page = await views.list(status, after);
  const reviews = page.reviews.map((review) => rowOf(review, reviewer));
  return answer(200, { reviews, ...(page.next && { next: nextOf(page.next) }) } satisfies ReviewList);
}

/** Opaque to callers, so that it can become another thing. */
function nextOf({ openedAt, id }: ListPlace): string {
  return Buffer.from(`${openedAt} ${id}`).toString('base64url');
}

function placeOf(next: string): ListPlace | undefined {
  const [, openedAt, id] = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(next, 'base64url').toString()) ?? [];
  return openedAt === undefined || id === undefined ? undefined : { openedAt: Number(openedAt), id };
}
