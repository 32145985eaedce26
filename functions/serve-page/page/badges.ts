import type { ReviewRow } from '../../schemas/review-api.ts';
import { badge } from './dom.ts';
import { inWords } from './format.ts';

/** `invoice` → `Invoice` */
export function typeInWords(type: ReviewRow['type']): string {
  return type === 'unknown' ? 'Unknown document' : inWords(type);
}

/** What a reviewer should know of a review before opening it; each in words, with a sign for a glance. */
export function badgesOf(review: Omit<ReviewRow, 'problem'> & { readonly problem?: string }): readonly HTMLElement[] {
  const { status, dueAt, problem, complete, escalated, needed, approvals } = review;
  const open = status === 'open';
  const overdue = open && Date.parse(dueAt) < Date.now();
  return [
    ...(status === 'decided' ? [badge('good', 'Decided', '✓')] : []),
    ...(status === 'timed-out' ? [badge('bad', 'Timed out', '✕')] : []),
    ...(problem === undefined ? [] : [badge('bad', inWords(problem), '✕')]),
    ...(complete === false ? [badge('warn', 'Partial', '◐')] : []),
    ...(overdue ? [badge('bad', 'Overdue', '▲')] : []),
    ...(escalated ? [badge('warn', 'Escalated', '▲')] : []),
    ...(open && needed > 1 && approvals.length === 0 ? [badge('neutral', `Needs ${needed} approvals`)] : []),
    ...(open && needed > 1 && approvals.length > 0
      ? [badge('neutral', `${approvals.length} of ${needed} approvals`)]
      : []),
  ];
}
