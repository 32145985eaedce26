import type { ToolUse } from '../task.ts';

/** Why a search of the documents came to nothing; undefined where all went well. */
export function failedSearch(uses: readonly ToolUse[]): string | undefined {
  const failed = uses.find(({ name, isError }) => name === 'search-documents' && isError);
  const [unread] = uses.filter(
    ({ name, isError, value }) => name === 'fetch-document' && isError && !/\bis a table\b/.test(String(value)),
  );
  const use = failed ?? unread;
  return use === undefined ? undefined : reasonOf(use);
}

/** What is said of it beside what was found, or instead. */
export function searchFailed(subject: string, reason: string, hasNotes: boolean): string {
  return hasNotes
    ? `a search for “${subject}” failed (${reason}), so there may be more.`
    : `the search for “${subject}” failed (${reason}), so it is not known what the documents say.`;
}

/** The reason that `searchFailed` gives in a text; undefined where there is none. */
export function failureIn(text: string): string | undefined {
  return /\bthe search for “.+?” failed \((.+?)\), so it is not known/i.exec(text)?.[1];
}

/** Tools that came to nothing at every attempt, as sentences. */
export function failedTools(uses: readonly ToolUse[], names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const own = uses.filter((use) => use.name === name);
    return own.length > 0 && own.every(({ isError }) => isError) ? [`${name} failed (${reasonOf(own[0]!)}).`] : [];
  });
}

function reasonOf({ value }: ToolUse): string {
  const said = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  return said.replace(/[.\s]+$/, '').slice(0, 200) || 'it gave no reason';
}
