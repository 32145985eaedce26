import type { ApiError, DecisionAnswer, DecisionRequest, ReviewView } from '../../schemas/review-api.ts';
import { decisionInWords, wordsOf } from './decision-words.ts';
import { notice } from './dom.ts';

/** What reviewers are told about deciding: why they cannot, that they have, and that somebody else has. */

export function whyLocked(
  { status, type, mayDecide, approvals, group, escalated }: ReviewView,
  name: string,
): string | undefined {
  if (status !== 'open') return 'This review is closed.';
  if (mayDecide) return undefined;
  if (approvals.some(({ reviewer }) => reviewer === name)) {
    return 'You have approved this version. Somebody else has to approve it, too.';
  }
  const groups = escalated ? `${group} or backup-reviewers` : group;
  return `Only members of ${groups} can ${type === 'question' ? 'answer' : 'decide'}. You are signed in as ${name}.`;
}

export function thanks({ decision }: DecisionRequest, answer: DecisionAnswer, review: ReviewView): HTMLElement {
  const done = wordsOf(review).done[decision];
  const { status, approvals, delivered } = answer;
  if (status === 'decided') {
    const then = delivered ? 'The workflow goes on.' : 'It is stored; the workflow takes it when it asks again.';
    return notice('good', `${done}. ${then}`);
  }
  return notice(
    'good',
    `${done}: ${approvals.length} of ${review.needed} approvals. Another reviewer has to approve, too.`,
  );
}

/** About a decision that came too late, or twice because the answer to the first was lost. */
export function tooLate({ message, review }: ApiError, name: string, type: ReviewView['type']): HTMLElement {
  const made = review?.decision;
  if (made === undefined) return notice('warn', sentence(message));
  const words = decisionInWords(made, type);
  return made.reviewer === name
    ? notice('good', `Your decision is stored already: ${words}.`)
    : notice('warn', `Too late: ${words}. Your decision was not taken.`);
}

/** The API writes its messages as parts of sentences. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
