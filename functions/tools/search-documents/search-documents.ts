import type { RunTool } from '../tool.ts';
import { currentIndex } from './library-index.ts';

const PASSAGES = 8;
// Enough to search again with better words.
const TITLES = 40;
const UNREAD = 10;

export const run: RunTool = async (input, { library }) => {
  const { query, limit = PASSAGES } = input as { query: string; limit?: number };
  const index = await currentIndex(library);
  const matches = index.search(query).slice(0, limit);
  const missing = notSearched(index.unread);
  if (matches.length > 0) {
    const value = missing === undefined ? { matches } : { matches, note: missing };
    return { value, sources: [...new Set(matches.map(({ source }) => source))] };
  }
  const titles = index.titles.slice(0, TITLES).join('; ') || 'nothing at all';
  const nothing = `nothing has these words; the library holds ${titles}`;
  return {
    value: { matches: [], note: [nothing, ...(missing === undefined ? [] : [missing])].join('. ') },
    sources: [],
  };
};

/** That something is not found does not mean, then, that it is not there. */
function notSearched(unread: readonly string[]): string | undefined {
  if (unread.length === 0) return undefined;
  const more = unread.length > UNREAD ? ` and ${unread.length - UNREAD} more` : '';
  const ids = unread.slice(0, UNREAD).map((id) => JSON.stringify(id));
  return `this is not the whole library: what is in ${ids.join(', ')}${more} cannot be searched; search for an id to see why`;
}
