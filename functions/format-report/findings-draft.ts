import type { Analysis, Finding, Outline, ReportDraft, ReportSection } from '../schemas/research.ts';

const UNWRITTEN =
  'Nobody could write this report. These are the findings of the analysts, question by question, as they noted them.';

/** A draft without a writer: what the analysts found, in the order of the outline. */
export function findingsDraft({ title }: Outline, analyses: readonly Analysis[]): ReportDraft {
  return { title, summary: UNWRITTEN, sections: analyses.map(sectionOf) };
}

function sectionOf({ question, findings, counterarguments, implications }: Analysis): ReportSection {
  const blocks = [
    findings.length === 0 ? 'The documents do not answer this question.' : bullets(findings),
    ...(counterarguments.length === 0 ? [] : ['What speaks against this, or limits it:', bullets(counterarguments)]),
    line(implications),
  ];
  return { heading: question, body: blocks.filter((block) => block !== '').join('\n\n') };
}

function bullets(findings: readonly Finding[]): string {
  return findings
    .map(({ statement, sources }) => `- ${[line(statement), ...sources.map(citation)].join(' ')}`)
    .join('\n');
}

/** As writers cite; an id that cannot be cited so is only named. */
function citation(id: string): string {
  return /[[\]\n]/.test(id) ? `(${line(id)})` : `[@${id}]`;
}

/** In one line, a statement stays in its bullet. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
