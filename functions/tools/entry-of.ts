import type { Library, LibraryEntry } from './tool.ts';

// Enough to choose from, and not a page of names.
const SHOWN = 40;

/** The entry of a document or table; the error for an unknown one lists those that there are. */
export async function entryOf(id: string, kind: LibraryEntry['kind'], library: Library): Promise<LibraryEntry> {
  const entries = await library.list();
  const entry = entries.find((one) => one.id === id);
  if (entry?.kind === kind) return entry;
  if (entry !== undefined) {
    throw new Error(
      entry.kind === 'table' ? `${id} is a table; use query-table` : `${id} is a document; use fetch-document`,
    );
  }
  const ids = entries.filter((one) => one.kind === kind).map((one) => one.id);
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  throw new Error(`there is no ${kind} ${JSON.stringify(id)}; there are ${ids.slice(0, SHOWN).join(', ')}${more}`);
}
