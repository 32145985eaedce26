import * as z from 'zod/mini';
import { checkedBy } from '../schemas/checked.ts';
import type { Decision } from '../schemas/review.ts';

/** Of a comment; a mail, not a book. */
const MOST_CHARACTERS = 4_000;

const requestSchema = z.strictObject({
  decision: z.enum(['approve', 'reject', 'edit'] satisfies Decision[]),
  version: z.int().check(z.gte(1)),
  comment: z.optional(
    z.string().check(
      z.refine((text) => text.length <= MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`),
      z.regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, 'must not have control characters'),
    ),
  ),
  result: z.optional(z.unknown()),
});

/** What a reviewer asks for; an edited `result` is still to be checked. */
export interface CheckedRequest {
  readonly decision: Decision;
  readonly version: number;
  readonly comment: string;
  readonly result?: unknown;
}

/** The request in a body, or what is wrong with it in one sentence. */
export function decisionRequest(body: unknown): CheckedRequest | string {
  const checked = checkedBy(requestSchema, body);
  if ('problems' in checked) {
    return body === undefined
      ? 'the body must be JSON of at most 5 MB: { decision, version, comment?, result? }'
      : `the request is not a decision: ${checked.problems.join('; ')}`;
  }
  const { decision, version, comment = '', result } = checked.value;
  if (decision === 'edit' && result === undefined) return 'result: is missing; an edit has the whole result in it';
  if (decision !== 'edit' && result !== undefined) return `result: has no place in ${decision}; send an edit`;
  return { decision, version, comment: comment.toWellFormed().trim(), result };
}
