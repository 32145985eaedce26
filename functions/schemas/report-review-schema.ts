import * as z from 'zod/mini';
import { lineUpTo, listUpTo } from './bounded.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ReportReview } from './research.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

const issue = closedObject({
  where: { type: 'string', description: 'Heading of the section as it stands in the report, or summary.' },
  problem: { type: 'string', description: 'What is wrong, and what would be right, for who has to mend it.' },
});

/** A `ReportReview` for models. Structured output refuses numeric limits, so the check below holds those of the score. */
export const reportReviewJsonSchema: JsonSchema = closedObject({
  approved: { type: 'boolean', description: 'Whether the report can be published as it is.' },
  score: { type: 'number', description: 'How good it is, from 0 to 1.' },
  issues: { type: 'array', description: 'What has to be mended, the worst first.', items: issue },
  comment: { type: 'string', description: 'The judgement in one to three sentences.' },
});

const reportReview = z
  .strictObject({
    approved: z.boolean(),
    score: z.number().check(z.gte(0), z.lte(1)),
    issues: listUpTo(30, z.strictObject({ where: lineUpTo(300), problem: filledUpTo(2_000) })),
    comment: filledUpTo(5_000),
  })
  // Without an issue the writer would have nothing to mend.
  .check(
    z.refine(({ approved, issues }) => approved || issues.length > 0, {
      path: ['issues'],
      error: 'must say what has to be mended, since the report is not approved',
    }),
  );

export function checkReportReview(value: unknown): Checked<ReportReview> {
  return checkedBy(reportReview, value);
}
