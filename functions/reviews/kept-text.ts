import type { Carried } from '../schemas/carried.ts';
import type { ReviewResult } from '../schemas/review.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { Kept, Review } from '../stores/review-items.ts';

// An item of DynamoDB has at most 400 KB, and a review's has one subject, one result, ten lines with comments and changes
// (15 KB each at the most), and one decision (30 KB).
export const SUBJECT_BYTES = 100 * 1024;
export const RESULT_BYTES = 64 * 1024;
export const EDIT_BYTES = 2 * 1024;

/** Keeps a text in the item, or with the claim checks when it is too large for that. */
export async function keepText(text: string, mostBytes: number, store: Pick<ClaimChecks, 'keep'>): Promise<Kept> {
  return Buffer.byteLength(text) <= mostBytes ? { text } : { ref: await store.keep('answers', text) };
}

/** Undefined when it has been with the claim checks longer than they keep anything. */
export async function keptText(kept: Kept, store: Pick<ClaimChecks, 'look' | 'read'>): Promise<string | undefined> {
  if ('text' in kept) return kept.text;
  return (await store.look(kept.ref)) === undefined ? undefined : store.read(kept.ref);
}

/** A result as models made it. */
export async function originalResult(
  content: Carried<ReviewResult>,
  store: Pick<ClaimChecks, 'look' | 'read'>,
): Promise<ReviewResult | undefined> {
  return 'answer' in content ? content.answer : parsed({ ref: content.answerRef }, store);
}

/** A result as reviewers have left it. */
export async function presentResult(
  { result }: Pick<Review, 'result'>,
  content: Carried<ReviewResult>,
  store: Pick<ClaimChecks, 'look' | 'read'>,
): Promise<ReviewResult | undefined> {
  return result === undefined ? originalResult(content, store) : parsed(result, store);
}

async function parsed(kept: Kept, store: Pick<ClaimChecks, 'look' | 'read'>): Promise<ReviewResult | undefined> {
  const text = await keptText(kept, store);
  return text === undefined ? undefined : (JSON.parse(text) as ReviewResult);
}
