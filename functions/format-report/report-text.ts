import { withPlainIds } from '../markdown/citations.ts';
import { harmless, harmlessLine } from '../markdown/harmless.ts';
import type { ReportDraft, ReportIssue, ReportReview, Topic } from '../schemas/research.ts';

/** What a report says besides its draft. */
export interface ReportFacts {
  readonly topic: Topic;
  /** Whether a writer wrote it. */
  readonly isWritten: boolean;
  /** Null when it could not be reviewed. */
  readonly review: ReportReview | null;
  /** Questions that no analyst could answer. */
  readonly unanswered: readonly string[];
}

export interface NumberedSource {
  readonly number: number;
  readonly id: string;
  readonly title: string;
}

/** The whole report in Markdown; the draft's texts are harmless and numbered already. */
export function reportText(
  { title, summary, sections }: ReportDraft,
  facts: ReportFacts,
  sources: readonly NumberedSource[],
): string {
  const { topic } = facts;
  const issues = openIssues(facts);
  const blocks = [
    `# ${title}`,
    ...(topic.audience.trim() === '' ? [] : [`For: ${harmlessLine(topic.audience)}`]),
    summary,
    ...sections.flatMap(({ heading, body }) => [`## ${heading}`, body]),
    ...(issues.length === 0 ? [] : ['## Open issues', listed(issues)]),
    ...(sources.length === 0 ? [] : ['## Sources', sources.map(sourceLine).join('\n')]),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** What a reader has to know that the draft does not say of itself. */
function openIssues({ isWritten, review, unanswered }: ReportFacts): readonly string[] {
  const questions = unanswered.map((question) => `This question could not be answered: ${plain(question)}`);
  if (!isWritten) return ['This report was not written by a writer, and not reviewed.', ...questions];
  if (review === null) return ['This report could not be reviewed.', ...questions];
  if (review.approved) return questions;
  const issues = review.issues.map(issueLine);
  return [
    ...(issues.length === 0 ? [`The reviewer did not approve this report. ${plain(review.comment)}`.trim()] : issues),
    ...questions,
  ];
}

function issueLine({ where, problem }: ReportIssue): string {
  // What is harmless by itself may be a link's definition with a colon behind it.
  return harmless(`${plain(where)}: ${plain(problem)}`);
}

function sourceLine({ number, id, title }: NumberedSource): string {
  const name = harmlessLine(id);
  return title === id ? `${number}. ${name}` : `${number}. ${harmlessLine(title)} (${name})`;
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function plain(text: string): string {
  return harmlessLine(withPlainIds(text));
}
