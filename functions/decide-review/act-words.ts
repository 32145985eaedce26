import type { Change } from '../schemas/review.ts';
import type { Review } from '../stores/review-items.ts';
import { namesOf } from './changes.ts';

/** What a reviewer did with the version that they saw, for the audit trail. */
interface ActWords {
  /** With this approval there are so many. */
  readonly approved: (approvals: number) => string;
  readonly edited: (changes: readonly Change[]) => string;
  readonly rejected: string;
}

export function actWords({ facts, version, approver }: Review): ActWords {
  const of = (approvals: number) => (approver.needed > 1 ? ` (${approvals} of ${approver.needed})` : '');
  if (facts.type === 'question') {
    return {
      approved: (approvals) => `approved the answer of version ${version}${of(approvals)}`,
      edited: () => (version === 1 ? 'answered' : `answered anew, as version ${version + 1}`),
      rejected: 'declined to answer',
    };
  }
  return {
    approved: (approvals) => `approved version ${version}${of(approvals)}`,
    edited: (changes) => `edited version ${version} into ${version + 1}, ${namesOf(changes)}`,
    rejected: `rejected version ${version}`,
  };
}
