import { BACKUP_REVIEWERS } from '../schemas/reviewer-groups.ts';
import type { ReviewSummary } from '../stores/review-items.ts';

export type NoticeKind = 'review' | 'remind' | 'escalate' | 'second-reviewer';

/** What reviewers are told, for any channel that subscribes; filter policies match the attributes. */
export interface Notice {
  /** Below 100 characters of ASCII in one line, as SNS demands of a subject. */
  readonly subject: string;
  readonly message: string;
  readonly attributes: { readonly group: string; readonly kind: NoticeKind };
}

const OPENINGS: Readonly<Record<NoticeKind, string>> = {
  review: 'Review',
  remind: 'Reminder',
  escalate: 'Escalated',
  'second-reviewer': 'Second review',
};
const QUESTION_OPENINGS: typeof OPENINGS = { ...OPENINGS, review: 'Answer needed' };

/** Whom a notice is for. */
export function addressedBy(kind: NoticeKind, { approver }: Pick<ReviewSummary, 'approver'>): string {
  return kind === 'escalate' ? BACKUP_REVIEWERS : approver.group;
}

/**
 * A notice of a review. It travels by mail and chat, so it carries nothing from inside the document but what it is and what is
 * at stake, nothing of what a question asks, and of the review nothing but its id: following the link shows, and decides nothing.
 */
export function noticeOf(kind: NoticeKind, review: ReviewSummary, page: string): Notice {
  const { id, dueAt, facts } = review;
  const isQuestion = facts.type === 'question';
  const group = addressedBy(kind, review);
  const what = facts.type === 'unknown' ? 'document' : facts.type.replace('_', ' ');
  const amount = amountOf(facts);
  const name = plain(review.documentId);
  const stake = amount === undefined ? '' : ` (${amount})`;
  const lines = [
    isQuestion ? questionSentence(kind, group, review) : sentence(kind, group, review),
    '',
    isQuestion ? `Asked by: ${name}` : `Document: ${name}, ${facts.type === 'unknown' ? 'of unknown type' : what}`,
    ...(amount === undefined ? [] : [`Amount: ${amount}`]),
    ...(facts.problem === undefined ? [] : [`Problem: ${facts.problem}`]),
    `${isQuestion ? 'Who answers' : 'Who decides'}: ${deciders(review)}`,
    `Until: ${new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    '',
    `${page}?review=${id}`,
  ];
  return {
    subject: `${(isQuestion ? QUESTION_OPENINGS : OPENINGS)[kind]}: ${what} ${name}${stake}`,
    message: lines.join('\n'),
    attributes: { group, kind },
  };
}

function sentence(kind: NoticeKind, group: string, { approvals }: ReviewSummary): string {
  switch (kind) {
    case 'review':
      return `A document waits for a decision of ${group}.`;
    case 'remind':
      return `A document still waits for a decision of ${group}.`;
    case 'escalate':
      return `Nobody has decided on a document yet; now ${group} may, too.`;
    case 'second-reviewer':
      return `${plain(approvals.at(-1)?.reviewer ?? 'Somebody')} approved a document; another reviewer of ${group} has to.`;
  }
}

function questionSentence(kind: NoticeKind, group: string, { approvals }: ReviewSummary): string {
  switch (kind) {
    case 'review':
      return `A question of an agent waits for an answer of ${group}.`;
    case 'remind':
      return `A question of an agent still waits for an answer of ${group}.`;
    case 'escalate':
      return `Nobody has answered the question of an agent yet; now ${group} may, too.`;
    case 'second-reviewer':
      return `${plain(approvals.at(-1)?.reviewer ?? 'Somebody')} answered the question of an agent; another reviewer of ${group} has to approve the answer.`;
  }
}

function deciders({ approver, escalated }: ReviewSummary): string {
  const groups = escalated ? `${approver.group} or ${BACKUP_REVIEWERS}` : approver.group;
  return approver.needed === 1 ? `a member of ${groups}` : `${approver.needed} different members of ${groups}`;
}

// Currencies come out of documents: whatever is no code of ISO 4217 stays out of the mail.
function amountOf({ amount, currency }: ReviewSummary['facts']): string | undefined {
  if (amount === null || !Number.isFinite(amount) || Math.abs(amount) >= 1e15) return undefined;
  const figure = amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? `${figure} ${currency}` : figure;
}

// A subject has at most 15 + 17 + 36 + 30 characters: opening, type, name and amount.
const LONGEST_NAME = 36;

/** Of names that people choose: one line of ASCII. */
function plain(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length <= LONGEST_NAME ? ascii : `${ascii.slice(0, LONGEST_NAME - 3)}...`;
}
