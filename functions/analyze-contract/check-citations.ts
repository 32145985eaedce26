import type { Contract } from '../schemas/results.ts';

/**
 * What is wrong with the citations of an analysis: a clause that is not among its clauses, and, where the text is at hand, words
 * that are not in it.
 */
export function citationProblems({ clauses, findings }: Contract, text?: string): readonly string[] {
  const known = new Set(clauses.map(clauseNumber));
  const words = text === undefined ? undefined : asPrinted(text);
  return findings.flatMap(({ clause, quote }, index) => [
    ...(known.has(clauseNumber(clause)) ? [] : [`findings.${index}.clause: “${clause}” is not among the clauses`]),
    ...(words === undefined || words.includes(unquoted(asPrinted(quote)))
      ? []
      : [`findings.${index}.quote: these words are not in the document; quote it exactly, without leaving out a word`]),
  ]);
}

/** `7.` is `7`. */
function clauseNumber(printed: string): string {
  return printed.trim().replace(/\.$/, '').toLowerCase();
}

/** A text without what a model does not carry over: line ends, the shape of quotation marks and dashes, invisible hyphens. */
function asPrinted(text: string): string {
  return text
    .replace(/\u00ad/g, '')
    .replace(/[‘’‚‛′‹›]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[‐‑‒–—―]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Models like to put what they quote into quotation marks. */
function unquoted(quote: string): string {
  return /^(["'])(.+)\1$/.exec(quote)?.[2] ?? quote;
}
