import MiniSearch from 'minisearch';
import { inBatches } from '../in-batches.ts';
import { readTable } from '../read-table.ts';
import type { Library, LibraryEntry } from '../tool.ts';
import { passagesOf } from './passages.ts';
import type { Passage } from './passages.ts';
import { STOP_WORDS } from './stop-words.ts';

export interface Match extends Passage {
  /** By BM25+; comparable within one search only. */
  readonly score: number;
}

export interface LibraryIndex {
  /** Best first; equal ones by source and place. */
  search(query: string): readonly Match[];
  readonly titles: readonly string[];
  /** Ids of what could not be read, and is found by its id alone. */
  readonly unread: readonly string[];
}

interface Kept {
  /** What the library held when it was read. */
  readonly state: string;
  readonly index: Promise<LibraryIndex>;
}

// Reading costs a call for each document, so that a function keeps the index for as long as it lives and nothing changes.
const kept = new WeakMap<Library, Kept>();

/** The index of what is in a library now. */
export async function currentIndex(library: Library): Promise<LibraryIndex> {
  const entries = (await library.list()).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const state = JSON.stringify(entries.map(({ id, kind, etag, unreadable }) => [id, kind, etag, unreadable]));
  const known = kept.get(library);
  if (known?.state === state) return known.index;
  const building = built(library, entries);
  const index = building.then(({ index }) => index);
  kept.set(library, { state, index });
  // What could not be read once may be read the next time.
  const forget = () => {
    if (kept.get(library)?.index === index) kept.delete(library);
  };
  void building.then(({ isWhole }) => {
    if (!isWhole) forget();
  }, forget);
  return index;
}

interface Built {
  readonly index: LibraryIndex;
  /** Whether all was read that can be. */
  readonly isWhole: boolean;
}

/** One entry that cannot be read does not keep the others from being found; it is found by its id, and says why. */
async function built(library: Library, entries: readonly LibraryEntry[]): Promise<Built> {
  const readable = entries.filter(({ unreadable }) => unreadable === undefined);
  const failures = new Map<string, unknown>();
  const passages = await inBatches(entries, async (entry) => {
    if (entry.unreadable !== undefined) return [unreadPassage(entry.id, entry.unreadable)];
    try {
      return await passagesIn(library, entry);
    } catch (error) {
      failures.set(entry.id, error);
      return [unreadPassage(entry.id, (error as Error).message)];
    }
  });
  // That is not the fault of the documents.
  if (failures.size > 0 && failures.size === readable.length) throw [...failures.values()][0];
  const unread = entries.filter(({ id, unreadable }) => unreadable !== undefined || failures.has(id));
  return {
    index: { ...indexOf(passages.flat()), unread: unread.map(({ id }) => id) },
    isWhole: failures.size === 0,
  };
}

function unreadPassage(id: string, why: string): Passage {
  return { source: id, title: id, heading: 'cannot be read', text: `This file cannot be read: ${why}` };
}

async function passagesIn(library: Library, { id, kind }: LibraryEntry): Promise<readonly Passage[]> {
  const text = await library.read(id);
  if (text === undefined) return [];
  return kind === 'table' ? [tablePassage(id, text)] : passagesOf(id, text);
}

/** What a table is found by: its name and its columns. */
function tablePassage(id: string, csv: string): Passage {
  return { source: id, title: id, heading: 'table', text: `${tableText(csv)} Use query-table to read it.` };
}

function tableText(csv: string): string {
  try {
    const { columns, rows } = readTable(csv);
    return `A table of ${rows.length} rows with the columns ${columns.map(({ name }) => name).join(', ')}.`;
  } catch {
    // Whoever queries it is told what is wrong; it must not keep the documents from being found.
    return 'A table that cannot be read as it is.';
  }
}

function indexOf(passages: readonly Passage[]): Omit<LibraryIndex, 'unread'> {
  const index = new MiniSearch<Passage & { readonly id: number }>({
    fields: ['title', 'heading', 'text'],
    processTerm: (term) => {
      const word = term.toLowerCase();
      return STOP_WORDS.has(word) ? null : word;
    },
    searchOptions: {
      boost: { title: 1.5, heading: 1.5 },
      // Plurals and endings; of short words too many others begin alike.
      prefix: (term) => term.length >= 4,
      fuzzy: (term) => (term.length >= 5 ? 0.15 : false),
      weights: { prefix: 0.5, fuzzy: 0.3 },
    },
  });
  index.addAll(passages.map((passage, id) => ({ ...passage, id })));
  return {
    search: (query) =>
      index
        .search(query)
        .map(({ id, score }) => ({ id: id as number, score }))
        // Passages are in the order of their sources.
        .sort((one, other) => other.score - one.score || one.id - other.id)
        .map(({ id, score }) => ({ ...passages[id]!, score: Math.round(score * 100) / 100 })),
    titles: [...new Map(passages.map(({ source, title }) => [source, `${source} (${title})`])).values()],
  };
}
