import diff from 'microdiff';
import type { Change, ReviewResult } from '../schemas/review.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { Decided } from '../stores/review-items.ts';

/** One entry for each value that differs; the order of an object's names is no difference. */
export function changesBetween(before: ReviewResult, after: ReviewResult): readonly Change[] {
  return diff(before, after).map((difference) => ({
    path: difference.path.join('.'),
    ...('oldValue' in difference && { before: difference.oldValue as unknown }),
    ...('value' in difference && { after: difference.value as unknown }),
  }));
}

// All of them travel through states of 256 KiB, beside the result, and are read by people.
const MOST_CHANGES = 200;
const MOST_BYTES = 16 * 1024;

/** Changes as a decision carries them: all, or those that fit and where the others are. */
export async function carriedChanges(
  changes: readonly Change[],
  store: Pick<ClaimChecks, 'keep'>,
): Promise<Pick<Decided, 'changes' | 'changesRef'>> {
  if (changes.length === 0) return {};
  let bytes = 0;
  const fitting = changes.slice(0, MOST_CHANGES).filter((change) => {
    const size = Buffer.byteLength(JSON.stringify(change));
    if (bytes + size > MOST_BYTES) return false;
    bytes += size;
    return true;
  });
  if (fitting.length === changes.length) return { changes };
  return { changes: fitting, changesRef: await store.keep('answers', JSON.stringify(changes)) };
}

/** E.g. `3 values: lines.2.amount, total, tax`. */
export function namesOf(changes: readonly Change[]): string {
  const paths = changes.slice(0, NAMED).map(({ path }) => path);
  const more = changes.length > NAMED ? ` and ${changes.length - NAMED} more` : '';
  return `${changes.length} ${changes.length === 1 ? 'value' : 'values'}: ${paths.join(', ')}${more}`;
}

const NAMED = 5;
