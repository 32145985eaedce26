import { refusal } from '../http/api-answer.ts';
import type { ApiAnswer } from '../http/api-answer.ts';
import { EDIT_BYTES, keepText, keptText, originalResult, presentResult, RESULT_BYTES } from '../reviews/kept-text.ts';
import { resultKind } from '../reviews/result-kinds.ts';
import { approvalsOf, hasApproved, iso } from '../reviews/review-rows.ts';
import type { Reviewer } from '../reviews/review-rows.ts';
import type { Decision, ReviewResult, ReviewSubject } from '../schemas/review.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { Approval, Decided, Review } from '../stores/review-items.ts';
import type { Act } from '../stores/reviews.ts';
import { actWords } from './act-words.ts';
import { carriedChanges, changesBetween } from './changes.ts';
import type { CheckedRequest } from './decision-request.ts';

/** What a reviewer wants of a review that is open. */
export interface Wish {
  readonly review: Review;
  readonly request: CheckedRequest;
  readonly reviewer: Reviewer;
  /** Names the act to be. */
  readonly actId: string;
  readonly at: number;
}

type Store = Pick<ClaimChecks, 'keep' | 'look' | 'read'>;

// Each has a line with a comment in the item, which has 400 KB; two who edit each other that often should talk.
const MOST_VERSIONS = 10;

/** What a wish comes to: an act to be written, or why there is none. */
export async function actOf(wish: Wish, store: Store): Promise<Act | ApiAnswer> {
  const { review, request } = wish;
  if (request.decision === 'reject') {
    const decision = decided(wish, 'reject', review.approvals);
    return { ...by(wish), kind: 'reject', what: actWords(review).rejected, decision };
  }
  const results = await resultsOf(review, store);
  if (results === undefined) return refusal(400, 'there is nothing to approve; reject it');
  return request.decision === 'approve' ? approve(wish, results, store) : edit(wish, results, store);
}

interface Results {
  /** As models made it. */
  readonly original: ReviewResult;
  /** With the edits so far. */
  readonly present: ReviewResult;
}

async function approve(wish: Wish, { original, present }: Results, store: Store): Promise<Act | ApiAnswer> {
  const { review, reviewer } = wish;
  const { version, approver } = review;
  if (hasApproved(review, reviewer)) {
    return refusal(403, `you approved version ${version} already; another reviewer has to`);
  }
  const lack = resultKind(review.facts.type)?.lacks?.(present);
  if (lack !== undefined) return refusal(400, lack);
  const approvals = [...review.approvals, own(wish)];
  return {
    ...by(wish),
    kind: 'approve',
    what: actWords(review).approved(approvals.length),
    ...(approvals.length >= approver.needed && { decision: await accepted(wish, approvals, original, present, store) }),
  };
}

async function edit(wish: Wish, results: Results, store: Store): Promise<Act | ApiAnswer> {
  const { version, approver, facts } = wish.review;
  const kind = resultKind(facts.type);
  if (kind === undefined) return refusal(400, 'nobody knows what such a result has to be; reject it');
  const checked = kind.check(wish.request.result);
  if ('fields' in checked) return refusal(400, 'the result is not valid', { problems: checked.fields });
  const text = JSON.stringify(checked.value);
  // As it will be read: JSON has one zero, JavaScript two.
  const edited = JSON.parse(text) as ReviewResult;
  const changes = changesBetween(results.present, edited);
  if (changes.length === 0) return approve(wish, results, store);
  const forbidden = changes.filter(({ path }) => kind.fixed?.names.includes(path));
  if (kind.fixed !== undefined && forbidden.length > 0) {
    const problems = forbidden.map(({ path }) => ({ path, message: 'must not be changed' }));
    return refusal(400, kind.fixed.refusal, { problems });
  }
  if (version >= MOST_VERSIONS) return refusal(400, `it was edited ${version - 1} times already; approve or reject it`);
  const approvals = [own(wish)];
  return {
    ...by(wish),
    kind: 'edit',
    what: actWords(wish.review).edited(changes),
    edit: {
      result: await keepText(text, RESULT_BYTES, store),
      changes: await keepText(JSON.stringify(changes), EDIT_BYTES, store),
    },
    ...(approvals.length >= approver.needed && {
      decision: await accepted(wish, approvals, results.original, edited, store),
    }),
  };
}

/** Undefined when there is nothing to approve. */
async function resultsOf(review: Review, store: Store): Promise<Results | undefined> {
  const text = await keptText(review.subject, store);
  if (text === undefined) throw gone(review);
  const { content } = JSON.parse(text) as ReviewSubject;
  if (content === undefined) return undefined;
  const original = await originalResult(content, store);
  const present = await presentResult(review, content, store);
  if (original === undefined || present === undefined) throw gone(review);
  return { original, present };
}

// A review is open for a day, and nothing is kept for less than some.
function gone({ id }: Review): Error {
  return new Error(`what review ${id} is about is not with the claim checks any more; reject it`);
}

/** `edit` says that what was approved is not what models made, whoever of the reviewers changed it. */
async function accepted(
  wish: Wish,
  approvals: readonly Approval[],
  original: ReviewResult,
  approved: ReviewResult,
  store: Store,
): Promise<Decided> {
  const changes = changesBetween(original, approved);
  const kind = changes.length === 0 ? 'approve' : 'edit';
  return { ...decided(wish, kind, approvals), ...(await carriedChanges(changes, store)) };
}

function decided({ reviewer, request, at }: Wish, decision: Decision, approvals: readonly Approval[]): Decided {
  return {
    decision,
    reviewer: reviewer.name,
    comment: request.comment,
    decidedAt: iso(at),
    approvals: approvalsOf(approvals),
  };
}

function own({ reviewer: { sub, name }, at }: Wish): Approval {
  return { sub, reviewer: name, at };
}

function by({
  actId,
  reviewer: { sub, name },
  request: { comment },
}: Wish): Pick<Act, 'id' | 'sub' | 'reviewer' | 'comment'> {
  return { id: actId, sub, reviewer: name, comment };
}
