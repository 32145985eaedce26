import type { Responder } from '../../conversation.ts';
import { largeFirst } from '../language/units.ts';
import { structured } from '../structured.ts';
import { fieldsIn, isFields, taskOf, textAt, textsIn } from '../task.ts';
import type { Fields } from '../task.ts';
import { angleOf, within } from './angles.ts';
import { failureIn } from '../evidence/failures.ts';
import { citedClaim, NAMES_THE_GAP } from './draft.ts';
import type { Chapter, Claim, Draft } from './draft.ts';
import { mended } from './mend-draft.ts';

const IN_SUMMARY = 4;
const MOST_ADVICE = 5;

/** `write-report`: a draft from the analyses, or the draft with what the reviewer found mended. */
export const writeReport: Responder = (request) => {
  const task = taskOf(request);
  const [outline, draft] = [task.json('outline'), task.json('draft')];
  const chapters = chaptersOf(fieldsIn(task.json('analyses')));
  const title = (isFields(outline) ? textAt(outline, 'title') : '') || largeFirst(task.text('topic')) || 'Report';
  const nearest = isFields(outline) ? fieldsIn(outline.questions).flatMap((each) => textsIn(each.sources)) : [];
  const first = draftOf(title, task.text('topic'), task.text('audience'), chapters, nearest);
  const issues = fieldsIn(task.json('issues')).map((issue) => ({
    where: textAt(issue, 'where'),
    problem: textAt(issue, 'problem'),
  }));
  return structured(isFields(draft) ? mended(draft, issues, chapters, first) : first, request);
};

/** Each claim once, where it comes up first. */
function chaptersOf(analyses: readonly Fields[]): readonly Chapter[] {
  const seen = new Set<string>();
  const claimsIn = (list: unknown): readonly Claim[] =>
    fieldsIn(list)
      .map((finding) => ({ text: textAt(finding, 'statement').trim(), sources: textsIn(finding.sources) }))
      .filter(({ text, sources }) => text !== '' && sources.length > 0 && !seen.has(text) && seen.add(text));
  return analyses.map((analysis) => {
    const question = textAt(analysis, 'question');
    return {
      question,
      heading: angleOf(question).heading,
      findings: claimsIn(analysis.findings),
      limits: claimsIn(analysis.counterarguments),
      implications: textAt(analysis, 'implications'),
      isGap: fieldsIn(analysis.findings).length === 0,
    };
  });
}

function draftOf(
  title: string,
  topic: string,
  audience: string,
  chapters: readonly Chapter[],
  nearest: readonly string[],
): Draft {
  const known = withOwnHeadings(chapters.filter(({ findings, limits }) => findings.length + limits.length > 0));
  const gaps = chapters.filter(({ isGap }) => isGap).map(({ question }) => question);
  const reader = audience === '' ? 'those who have to decide' : audience;
  return {
    title,
    summary: summaryOf(
      known,
      topic,
      gaps,
      nearest,
      chapters.map((chapter) => chapter.implications),
    ),
    sections: [
      ...known.map(({ heading, findings, limits }) => ({ heading, body: bodyOf(findings, limits) })),
      { heading: 'Implications', body: implicationsOf(known, reader, gaps) },
      { heading: 'Recommendations', body: recommendationsOf(known, gaps) },
      { heading: 'Conclusion', body: conclusionOf(known, topic) },
    ],
  };
}

/** No two sections are called the same. */
function withOwnHeadings(chapters: readonly Chapter[]): readonly Chapter[] {
  return chapters.map((chapter, index) => {
    const isTaken = chapters.slice(0, index).some(({ heading }) => heading === chapter.heading);
    return isTaken ? { ...chapter, heading: chapter.question.replace(/[?\s]+$/, '') } : chapter;
  });
}

function bodyOf(findings: readonly Claim[], limits: readonly Claim[]): string {
  const [first, ...others] = findings;
  const parts = [
    ...(first === undefined ? [] : [citedClaim(first)]),
    ...(others.length === 0 ? [] : [others.map((claim) => `- ${citedClaim(claim)}`).join('\n')]),
    ...(limits.length === 0
      ? []
      : [`On the other hand:\n\n${limits.map((claim) => `- ${citedClaim(claim)}`).join('\n')}`]),
  ];
  return parts.join('\n\n');
}

function summaryOf(
  chapters: readonly Chapter[],
  topic: string,
  gaps: readonly string[],
  nearest: readonly string[],
  implications: readonly string[],
): string {
  if (chapters.length === 0) {
    const looked = nearest.slice(0, 1).map((id) => ` What comes nearest to it is not about it, either. [@${id}]`);
    const failure = failureIn(implications.join('\n'));
    if (failure !== undefined)
      return `The documents at hand could not be searched for ${within(topic)} (${failure}), ${NAMES_THE_GAP}.`;
    return `The documents at hand say nothing about ${within(topic)}, ${NAMES_THE_GAP}.${looked.join('')}`;
  }
  const documents = new Set(chapters.flatMap(({ findings }) => findings.flatMap(({ sources }) => sources))).size;
  const lead = chapters.flatMap(({ findings }) => findings.slice(0, 1)).slice(0, IN_SUMMARY);
  const opening = `This report is about ${within(topic)}. It rests on ${documents === 1 ? 'one document' : `${documents} documents and tables`}; what stands out is this:`;
  const open = gaps.length === 0 ? '' : `\n\nThe documents do not answer: ${gaps.join(' ')}`;
  return `${opening}\n\n${lead.map((claim) => `- ${citedClaim(claim)}`).join('\n')}${open}`;
}

function implicationsOf(chapters: readonly Chapter[], reader: string, gaps: readonly string[]): string {
  if (chapters.length === 0)
    return `For ${reader} this means that other sources are needed before anything can be decided.`;
  const lines = chapters.map(({ heading, implications }) => `- ${heading}: ${implications}`);
  const open = gaps.length === 0 ? '' : `\n\nNothing is known of the following: ${gaps.join(' ')}`;
  return `For ${reader} the sections before mean this:\n\n${lines.join('\n')}${open}`;
}

const ADVISED = /\b(?:recommend\w*|propos\w+|advis\w+|suggest\w*)\b/i;
const RULE = /\b(?:must|at most|at least|no new volume|not possible|binding|limit)\b/i;
const RISK = /\b(?:risk|late|fail\w*|missing|scarce|worse|problem|trouble)\b/i;

/** What follows from the claims: advice is weighed, rules are kept, risks are prepared for, contradictions are cleared up. */
function recommendationsOf(chapters: readonly Chapter[], gaps: readonly string[]): string {
  const claims = chapters.flatMap(({ findings }) => findings).filter(({ text }) => text.length < 400);
  const limits = chapters.flatMap((chapter) => chapter.limits).filter(({ text }) => text.length < 400);
  const first = (pattern: RegExp, list = claims): readonly Claim[] =>
    list.filter(({ text }) => pattern.test(text)).slice(0, 1);
  const steps = [
    ...first(ADVISED).map((claim) => `Weigh what has been advised: ${citedClaim(claim)}`),
    ...first(RULE).map((claim) => `Keep to the rule, and check each option against it: ${citedClaim(claim)}`),
    ...first(RISK).map((claim) => `Prepare for what may go wrong: ${citedClaim(claim)}`),
    ...limits.slice(0, 1).map((claim) => `Clear up what limits the findings: ${citedClaim(claim)}`),
    ...gaps.slice(0, 1).map((gap) => `Find sources for what is still open: ${gap}`),
  ];
  const all = [...new Set(steps)].slice(0, MOST_ADVICE);
  return (all.length === 0 ? ['Gather further sources before deciding.'] : all)
    .map((step, index) => `${index + 1}. ${step}`)
    .join('\n');
}

function conclusionOf(chapters: readonly Chapter[], topic: string): string {
  const [claim] = chapters.flatMap(({ findings }) => findings);
  if (claim === undefined) return `Nothing can be concluded about ${within(topic)} from the documents at hand.`;
  return `On ${within(topic)} the documents give a clear enough picture to act on, within the limits named above. The statement to start from: ${citedClaim(claim)}`;
}
