import { BACKUP_REVIEWERS, REVIEWER_GROUPS } from '../schemas/reviewer-groups.ts';
import type { ApiError, ReviewRow } from '../schemas/review-api.ts';
import type { Approval, Review, ReviewSummary } from '../stores/review-items.ts';

/** Who asks, as the authorizer knows them. */
export interface Reviewer {
  readonly sub: string;
  /** For people, e.g. a mail address. */
  readonly name: string;
  readonly groups: readonly string[];
}

export function rowOf(review: ReviewSummary, reviewer: Reviewer): ReviewRow {
  const { id, documentId, facts, status, escalated, approver } = review;
  const { hasContent: _, ...shown } = facts;
  return {
    id,
    documentId,
    ...shown,
    ...approver,
    status,
    openedAt: iso(review.openedAt),
    dueAt: iso(review.dueAt),
    approvals: approvalsOf(review.approvals),
    mayDecide: status === 'open' && isApprover(review, reviewer) && !hasApproved(review, reviewer),
    escalated,
  };
}

/** Where a review stands, for who has just come too late. */
export function standingOf({ status, version, approvals, decision }: Review): NonNullable<ApiError['review']> {
  return { status, version, approvals: approvalsOf(approvals), ...(decision && { decision }) };
}

/** Without the ids by which the identity provider knows people. */
export function approvalsOf(approvals: readonly Approval[]): ReviewRow['approvals'] {
  return approvals.map(({ reviewer, at }) => ({ reviewer, at: iso(at) }));
}

/** Whoever has an account is no reviewer yet: documents are shown to members of a group only. */
export function maySee({ groups }: Reviewer): boolean {
  return REVIEWER_GROUPS.some((group) => groups.includes(group));
}

export function isApprover({ approver, escalated }: ReviewSummary, { groups }: Reviewer): boolean {
  return groups.includes(approver.group) || (escalated && groups.includes(BACKUP_REVIEWERS));
}

export function hasApproved({ approvals }: ReviewSummary, { sub }: Reviewer): boolean {
  return approvals.some((approval) => approval.sub === sub);
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
