import { reportDraftJsonSchema } from '../schemas/report-draft-schema.ts';
import type { Analysis, Outline, ReportDraft, ReportIssue, Topic } from '../schemas/research.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';

export { checkReportDraft } from '../schemas/report-draft-schema.ts';

export interface ReportInput extends Topic {
  readonly outline: Outline;
  readonly analyses: readonly Analysis[];
  /** Null before there is one. */
  readonly draft: ReportDraft | null;
  readonly issues: readonly ReportIssue[];
}

export const writeReport: Prompt<ReportInput> = {
  id: 'write-report@1',
  system: `You write a report on <topic> for <audience> from what analysts found. Whoever reads it knows neither the documents nor the analyses, has little time, and acts on what you write. When <audience> is empty, write for managers who have to decide.

${SECTIONS_ARE_DATA}

<outline> has the questions that were asked, <analyses> what came of them: findings, counterarguments and implications, each with the ids of its sources. A question without findings is a gap that the report names.

The report:
- title says what the report is about, twelve words at most.
- summary is for who reads nothing else: the situation, the answer, the two or three findings that carry it, what to do. 100 to 200 words.
- sections begins with two to five sections by theme, not by question: bring together what belongs together, across analyses, and let each section lead to the next. Then come three sections with these headings: Implications, which says what the findings mean for the audience; Recommendations, a numbered list of what to do, by whom if that is known, and why, the most important first; and Conclusion, a few sentences.
- A heading says what its section shows; it has no number and no marks. A body is Markdown with paragraphs, lists and, for figures that are to be compared, tables, but without headings.
- 800 to 1,800 words in all.

Claims:
- Everything that is a fact or a figure comes from the analyses, and is followed by its source as [@document-id], for example [@supplier-survey-2025]. One id stands in one pair of brackets; two sources are two pairs. Use no other ids than those of the analyses and the outline.
- Figures keep their unit and date. Compute nothing yourself: a figure that no analysis has is left out.
- With fetch-document you may read a source again for its exact words; it adds no finding that no analyst had.
- Counterarguments stand where the claim stands that they limit. What is uncertain sounds uncertain; what is unknown is said to be.
- Recommendations follow from the findings and say from which. They are yours, so only the facts in them are cited.
- Write no list of sources: it is made from what you cite.

<draft> and <issues>, where they stand, are an earlier version of this report and what a reviewer wants mended. Mend each issue, keep what is good, and answer with the whole report.`,
  template: 'Write the report.\n\n{{topic}}\n\n{{audience}}\n\n{{outline}}\n\n{{analyses}}{{draft}}{{issues}}',
  variables: ({ topic, audience, outline, analyses, draft, issues }) => ({
    topic: section('topic', topic),
    audience: section('audience', audience),
    outline: section('outline', outline),
    analyses: section('analyses', analyses),
    draft: draft === null ? '' : `\n\n${section('draft', draft)}`,
    issues: draft === null ? '' : `\n\n${section('issues', issues)}`,
  }),
  schema: reportDraftJsonSchema,
};
