/** The same as `LIBRARY_LIMITS` in `functions/stores/library-entries.ts`, which scripts do not import; a test compares them. */
export const LIBRARY_LIMITS = { files: 1000, fileBytes: 5_000_000, allBytes: 20_000_000 } as const;

export interface LibraryFile {
  readonly key: string;
  readonly bytes: number;
}

export interface UntakenFile {
  readonly key: string;
  /** A sentence's end: what is wrong with it, and what to do. */
  readonly why: string;
}

/** Of the files in a library, those that agents cannot read or search. */
export function untakenFiles(files: readonly LibraryFile[]): readonly UntakenFile[] {
  // As S3 lists them.
  const inOrder = files
    .filter(({ key }) => /^.+\.(md|txt|csv)$/.test(key))
    .toSorted((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
  const names = Map.groupBy(inOrder, ({ key }) => stemOf(key));
  let [taken, all] = [0, 0];
  return inOrder.flatMap(({ key, bytes }) => {
    const why = sameName(key, names.get(stemOf(key))!) ?? tooLarge(bytes) ?? beyond((taken += 1), (all += bytes));
    return why === undefined ? [] : [{ key, why }];
  });
}

function stemOf(key: string): string {
  return key.replace(/\.[^.]*$/, '');
}

function sameName(key: string, files: readonly LibraryFile[]): string | undefined {
  const owner = files.find((file) => !file.key.endsWith('.csv')) ?? files[0]!;
  return key === owner.key ? undefined : `${owner.key} has its name; rename one of them`;
}

function tooLarge(bytes: number): string | undefined {
  const most = LIBRARY_LIMITS.fileBytes;
  return bytes <= most ? undefined : `it has ${bytes} bytes, and at most ${most} can be read; split it`;
}

/** What comes after the first file that is too much is too much as well: sums only grow. */
function beyond(files: number, bytes: number): string | undefined {
  const { files: mostFiles, allBytes } = LIBRARY_LIMITS;
  if (files <= mostFiles && bytes <= allBytes) return undefined;
  return `it comes after the first ${files > mostFiles ? `${mostFiles} files` : `${allBytes} bytes`} of the library; remove some`;
}
