import { citedIn } from '../markdown/citations.ts';
import type { Message } from '../model-gateway/gateway.ts';

export interface Citation {
  /** Where in the answer it stands, e.g. `findings.0.sources.1`. */
  readonly path: string;
  readonly id: string;
}

/** Ids of documents that a model may cite: the task's own, and what its tools have shown. */
export function knownSources(given: readonly string[], conversation: readonly Message[]): ReadonlySet<string> {
  const shown = conversation.flatMap(({ toolResults = [] }) => toolResults.flatMap(({ sources }) => sources));
  return new Set([...given, ...shown]);
}

/** The entries of a list of sources. */
export function listed(path: string, ids: readonly string[]): readonly Citation[] {
  return ids.map((id, index) => ({ path: `${path}.${index}`, id }));
}

/** What a text cites as `[@id]`. */
export function citedInText(path: string, text: string): readonly Citation[] {
  return citedIn(text).map((id) => ({ path, id }));
}

/** What is wrong with citations, said so that a model can mend it. */
export function citationProblems(citations: readonly Citation[], known: ReadonlySet<string>): readonly string[] {
  return citations
    .filter(({ id }) => !known.has(id))
    .map(
      ({ path, id }) =>
        `${path}: “${id.slice(0, 80)}” is not the id of a document that you have seen; ` +
        'cite only ids that the task or the result of a tool has, each by itself, and leave out what has none',
    );
}
