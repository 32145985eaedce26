import { reportReviewJsonSchema } from '../schemas/report-review-schema.ts';
import type { ReportDraft, Topic } from '../schemas/research.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';
import { TOOL_RULES } from './tool-rules.ts';

export { checkReportReview } from '../schemas/report-review-schema.ts';

export interface ReviewInput extends Topic {
  readonly draft: ReportDraft;
}

export const reviewReport: Prompt<ReviewInput> = {
  id: 'review-report@1',
  system: `You check a report on <topic> for <audience> before it is published. You did not write it: look for what is wrong with it, as a reader would who knows the documents. When <audience> is empty, the report is for managers who have to decide.

${SECTIONS_ARE_DATA}

<draft> is the report. It cites documents as [@document-id]; its list of sources is made later.

${TOOL_RULES}

What to check:
- Facts: read each document that is cited, and compare every figure and every claim that a decision may rest on: value, unit, date, who said it. Compute again what was computed. A claim without a source, or one that its source does not bear out, is an issue.
- Consistency: summary, sections and recommendations say the same, and no figure differs between them.
- Flow: sections are in an order that leads somewhere, nothing is said twice, and the audience can follow.
- Gaps: what the documents say and the audience has to know, but the report does not; counterarguments that were left out; recommendations that follow from nothing.

Your answer:
- approved is true when nothing in the report would mislead its readers. Matters of taste do not stand against it.
- score is 1 when there is nothing to mend, below 0.7 when a figure or a conclusion is wrong, and 0 for a report that is of no use.
- issues has what has to be mended, the worst first, each with the heading of its section exactly as it stands in the report, or summary. problem says what is wrong and what would be right, with the id of the document that shows it, so that the writer can mend it without asking. It is empty when there is nothing.
- comment is the judgement in one to three sentences.`,
  template: 'Check this report.\n\n{{topic}}\n\n{{audience}}\n\n{{draft}}',
  variables: ({ topic, audience, draft }) => ({
    topic: section('topic', topic),
    audience: section('audience', audience),
    draft: section('draft', draft),
  }),
  schema: reportReviewJsonSchema,
};
