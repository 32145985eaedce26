import { refusal } from '../http/api-answer.ts';
import { REVIEWER_GROUPS } from '../schemas/reviewer-groups.ts';

export const NO_SUCH_REVIEW = refusal(404, 'there is no such review');
export const NO_REVIEWER = refusal(
  403,
  `you are in no group of reviewers (${REVIEWER_GROUPS.join(', ')}); ask for it where accounts are managed`,
);
