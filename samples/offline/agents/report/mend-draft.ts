import { rank } from '../language/rank.ts';
import { fieldsIn, textAt } from '../task.ts';
import type { Fields } from '../task.ts';
import { citedClaim } from './draft.ts';
import type { Chapter, Claim, Draft } from './draft.ts';

export interface Issue {
  readonly where: string;
  readonly problem: string;
}

/**
 * A draft with its issues mended: a line that an issue quotes is taken out, a section without sources gets the claims that fit it,
 * and of what is missing the claims are added that the analyses have.
 * @param instead the draft as it would be written anew, for sections that are left empty
 */
export function mended(draft: Fields, issues: readonly Issue[], chapters: readonly Chapter[], instead: Draft): Draft {
  const claims = chapters.flatMap(({ findings, limits }) => [...findings, ...limits]);
  const before = fieldsIn(draft.sections).map((part) => ({
    heading: textAt(part, 'heading'),
    body: textAt(part, 'body'),
  }));
  const given = before.length > 0 ? before : instead.sections;
  const mend = (name: string, text: string): string =>
    issues.filter(({ where }) => where === name).reduce((body, { problem }) => mendedText(body, problem, claims), text);
  const sections = given.map(({ heading, body }) => ({ heading, body: mend(heading, body) }));
  return {
    title: textAt(draft, 'title') || instead.title,
    summary: mend('summary', textAt(draft, 'summary')) || instead.summary,
    sections: sections.map(({ heading, body }, index) => ({
      heading,
      body: body.trim() || (instead.sections[index]?.body ?? 'Nothing in the documents bears this out.'),
    })),
  };
}

const MOST_ADDED = 2;

function mendedText(text: string, problem: string, claims: readonly Claim[]): string {
  const quoted = [...problem.matchAll(/“([^”]{8,})”/g)].map(([, words = '']) => words.replace(/…$/, '').trim());
  const lines = text.split('\n');
  const kept = lines.filter((line) => !quoted.some((words) => line.includes(words)));
  const left = kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (kept.length < lines.length && left !== '') return left;
  // Nothing was quoted: what is missing is added from the analyses.
  const quotes = claims
    .filter((claim) => !text.includes(claim.text))
    .map((claim) => ({ text: claim.text, heading: '', source: '', claim }));
  const fitting = rank(quotes, { question: problem }, 0.1).ranked.slice(0, MOST_ADDED);
  const chosen = fitting.length > 0 ? fitting.map(({ quote }) => quote) : quotes.slice(0, 1);
  const added = chosen.map(({ claim }) => `- ${citedClaim(claim)}`);
  return [left, added.join('\n')].filter((part) => part !== '').join('\n\n');
}
