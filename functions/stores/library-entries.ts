import type { LibraryEntry } from '../tools/tool.ts';

/** What a library holds for agents; the rest is listed, but cannot be read. `scripts/seed/untaken-files.ts` has the same numbers. */
export const LIBRARY_LIMITS = {
  // A larger library wants a real search engine.
  files: 1000,
  fileBytes: 5_000_000,
  // In the memory of a function, where the index of a search takes several times its text.
  allBytes: 20_000_000,
} as const;

const KINDS = { md: 'document', txt: 'document', csv: 'table' } as const;

export interface LibraryObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
}

export interface KeptEntry {
  readonly key: string;
  readonly entry: LibraryEntry;
}

interface File extends LibraryObject {
  readonly stem: string;
  readonly ending: keyof typeof KINDS;
}

/**
 * The entries of what lies in a bucket, by their ids; objects come in the order of their keys. Whoever may put a file there must
 * not be able to take the others away: what cannot be taken is an entry that says why.
 */
export function libraryEntries(objects: readonly LibraryObject[]): ReadonlyMap<string, KeptEntry> {
  const files = objects.flatMap((object): readonly File[] => {
    const [, stem, ending] = /^(.+)\.(md|txt|csv)$/.exec(object.key) ?? [];
    return stem === undefined ? [] : [{ ...object, stem, ending: ending as File['ending'] }];
  });
  const owners = ownersOf(files);
  const beyond = beyondLimits();
  const found = new Map<string, KeptEntry>();
  for (const { key, bytes, etag, stem, ending } of files) {
    const owner = owners.get(stem)!;
    let id = owner === key ? stem : key;
    // `prices.csv` is also the id of a document `prices.csv.md`.
    while (id !== stem && (owners.has(id) || found.has(id))) id += `.${ending}`;
    const unreadable = sameName(key, owner) ?? tooLarge(key, bytes) ?? beyond(key, bytes);
    const entry = { id, kind: KINDS[ending], bytes, etag, ...(unreadable !== undefined && { unreadable }) };
    found.set(id, { key, entry });
  }
  return found;
}

/** Whose a name is, by the name: the first document's, or the table's where there is no document. */
function ownersOf(files: readonly File[]): ReadonlyMap<string, string> {
  const documents = files.filter(({ ending }) => KINDS[ending] === 'document');
  // The last one that is set stays.
  return new Map([...files, ...documents.toReversed()].map(({ stem, key }) => [stem, key]));
}

function sameName(key: string, owner: string): string | undefined {
  return key === owner ? undefined : `${key} and ${owner} have one name without their endings; rename ${key}`;
}

function tooLarge(key: string, bytes: number): string | undefined {
  const most = LIBRARY_LIMITS.fileBytes;
  return bytes <= most ? undefined : `${key} has ${bytes} bytes, and at most ${most} can be read`;
}

/** What comes after the first file that is too much is too much as well, so that it is plain what is left out. */
function beyondLimits(): (key: string, bytes: number) => string | undefined {
  const { files: mostFiles, allBytes } = LIBRARY_LIMITS;
  let [files, all] = [0, 0];
  return (key, bytes) => {
    [files, all] = [files + 1, all + bytes];
    if (files <= mostFiles && all <= allBytes) return undefined;
    const first = files > mostFiles ? `${mostFiles} files` : `${allBytes} bytes`;
    return `${key} comes after the first ${first} of the library, in the order of names, and no more can be read; remove some`;
  };
}
