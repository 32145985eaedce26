import { answer } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import type { ApiEvent } from '../http/api-request.ts';
import { keptText, presentResult } from '../reviews/kept-text.ts';
import { NO_REVIEWER, NO_SUCH_REVIEW } from '../reviews/refusals.ts';
import { resultKind } from '../reviews/result-kinds.ts';
import { iso, maySee, rowOf } from '../reviews/review-rows.ts';
import { reviewerOf, reviewIdOf } from '../reviews/reviewer-of.ts';
import type { AuditEntry, ReviewView } from '../schemas/review-api.ts';
import type { ReviewSubject } from '../schemas/review.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { AuditLine, Decided, Review } from '../stores/review-items.ts';
import type { ReviewViews } from '../stores/review-views.ts';
import type { DocumentLinks } from './document-links.ts';

export interface ShowTools {
  readonly reviews: Pick<ReviewViews, 'read'>;
  readonly store: Pick<ClaimChecks, 'look' | 'read'>;
  readonly links: DocumentLinks;
}

/** `GET /reviews/{id}`: all that a reviewer needs to decide. It changes nothing, whoever follows the link. */
export async function showReview(event: ApiEvent, tools: ShowTools): Promise<ApiAnswer> {
  const reviewer = reviewerOf(event);
  if (!maySee(reviewer)) return NO_REVIEWER;
  const id = reviewIdOf(event);
  const review = id === undefined ? undefined : await tools.reviews.read(id);
  if (review === undefined) return NO_SUCH_REVIEW;
  const { problem: _, ...row } = rowOf(review, reviewer);
  const text = await keptText(review.subject, tools.store);
  const shown = text === undefined ? GONE : await shownOf(review, JSON.parse(text) as ReviewSubject, event, tools);
  const { version, audit } = review;
  const decision = review.decision && (await withAllChanges(review.decision, tools));
  return answer(200, { ...row, version, ...shown, decision, audit: audit.map(entryOf) } satisfies ReviewView);
}

type Shown = Pick<
  ReviewView,
  'result' | 'schema' | 'completeness' | 'validation' | 'warnings' | 'problem' | 'documentUrl' | 'format'
>;

/** The books are kept for longer than what they are about. */
const GONE: Shown = {
  warnings: ['What was reviewed is not kept any more; the decision and the audit trail are.'],
  documentUrl: '',
  format: 'unknown',
};

async function shownOf(
  review: Review,
  { type, content, completeness, validation, warnings, problem, document }: ReviewSubject,
  { requestContext: { requestTimeEpoch } }: ApiEvent,
  { store, links }: ShowTools,
): Promise<Shown> {
  const result = content && (await presentResult(review, content, store));
  const isGone = content !== undefined && result === undefined;
  return {
    ...(result && { result, schema: resultKind(type)?.schema }),
    completeness,
    validation,
    warnings: isGone ? [...warnings, ...GONE.warnings] : warnings,
    problem,
    documentUrl: document === undefined ? '' : await links.open(document.source, document.format, requestTimeEpoch),
    format: document?.format ?? 'unknown',
  };
}

async function withAllChanges({ changesRef, ...decision }: Decided, { store }: ShowTools): Promise<Decided> {
  const all = changesRef && (await keptText({ ref: changesRef }, store));
  return all === undefined ? decision : { ...decision, changes: JSON.parse(all) as Decided['changes'] };
}

function entryOf({ at, who, what, comment }: AuditLine): AuditEntry {
  return { at: iso(at), who, what: comment === undefined ? what : `${what}: ${comment}` };
}
