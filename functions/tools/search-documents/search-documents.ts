import type { RunTool } from '../tool.ts';
import { currentIndex } from './library-index.ts';

const PASSAGES = 8;
// Enough to search again with better words.
const TITLES = 40;

export const run: RunTool = async (input, { library }) => {
  const { query, limit = PASSAGES } = input as { query: string; limit?: number };
  const index = await currentIndex(library);
  const matches = index.search(query).slice(0, limit);
  if (matches.length > 0) return { value: { matches }, sources: [...new Set(matches.map(({ source }) => source))] };
  const titles = index.titles.slice(0, TITLES).join('; ') || 'nothing at all';
  return { value: { matches: [], note: `nothing has these words; the library holds ${titles}` }, sources: [] };
};
