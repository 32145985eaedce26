import type { Decision, ReviewOutcome } from '../../schemas/review.ts';
import type { ReviewView } from '../../schemas/review-api.ts';
import { counted } from './format.ts';

/** What deciding is called: of a document it is a verdict, of a question an answer. */
export interface DecisionWords {
  readonly title: string;
  readonly goThere: string;
  readonly who: string;
  /** On the button, with so many changes. */
  readonly approve: (changes: number) => string;
  readonly reject: string;
  readonly toReject: string;
  /** Why only a rejection is possible. */
  readonly hopeless: string;
  /** What cannot be sent as it stands. */
  readonly faulty: string;
  /** What a failure has not cost. */
  readonly kept: string;
  readonly done: Readonly<Record<Decision, string>>;
}

const OF_DOCUMENTS: DecisionWords = {
  title: 'Your decision',
  goThere: 'Go to the decision',
  who: 'Who decides',
  approve: (changes) => (changes === 0 ? 'Approve' : `Approve with ${counted(changes, 'change')}`),
  reject: 'Reject',
  toReject: 'needed to reject',
  hopeless: 'There is nothing to approve. Reject it, and say what has to be done.',
  faulty: 'Some fields cannot be sent as they are.',
  kept: 'Your changes and your comment are kept.',
  done: { approve: 'Approved', edit: 'Approved with your changes', reject: 'Rejected' },
};

const OF_QUESTIONS: DecisionWords = {
  title: 'Your answer',
  goThere: 'Go to the answer',
  who: 'Who answers',
  approve: () => 'Send answer',
  reject: 'Decline',
  toReject: 'needed to decline',
  hopeless: 'There is nothing to answer any more. Decline, and say so.',
  faulty: 'Write an answer, or decline with a comment.',
  kept: 'Your answer and your comment are kept.',
  done: { approve: 'Answer approved', edit: 'Answered', reject: 'Declined' },
};

export function wordsOf({ type, version }: Pick<ReviewView, 'type' | 'version'>): DecisionWords {
  if (type !== 'question') return OF_DOCUMENTS;
  // From the second version on somebody has answered, and somebody else has to agree.
  if (version === 1) return OF_QUESTIONS;
  return { ...OF_QUESTIONS, approve: (changes) => (changes === 0 ? 'Approve answer' : 'Send answer') };
}

type Ending = ReviewOutcome['review']['decision'];

const ENDINGS_OF_QUESTIONS: Readonly<Record<Ending, string>> = {
  approve: 'Answered',
  edit: 'Answered',
  reject: 'Declined',
  timeout: 'Nobody answered in time',
};

/** E.g. `Approved with 2 changes by ana@example.com`. */
export function decisionInWords(
  { decision, reviewer, changes = [] }: ReviewOutcome['review'],
  type: ReviewView['type'],
): string {
  const by = reviewer === '' ? '' : ` by ${reviewer}`;
  if (type === 'question') return `${ENDINGS_OF_QUESTIONS[decision]}${by}`;
  switch (decision) {
    case 'approve':
      return changes.length === 0 ? `Approved${by}` : `Approved with ${counted(changes.length, 'change')}${by}`;
    case 'edit':
      return `Approved with ${counted(changes.length, 'change')}${by}`;
    case 'reject':
      return `Rejected${by}`;
    case 'timeout':
      return 'Nobody decided in time';
  }
}
