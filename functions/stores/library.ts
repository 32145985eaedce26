import type { S3Client } from '@aws-sdk/client-s3';
import type { Library, LibraryEntry } from '../tools/tool.ts';
import { lazyS3 } from './lazy-s3.ts';

const KINDS = { md: 'document', txt: 'document', csv: 'table' } as const;
// A page of S3's listing; a larger library wants a real search engine.
const MOST_OBJECTS = 1000;
const MOST_BYTES = 5_000_000;

interface Kept {
  readonly key: string;
  readonly entry: LibraryEntry;
}

/** The documents (`*.md`, `*.txt`) and tables (`*.csv`) at the top level of an S3 bucket. */
export function s3Library(bucket: string, connect?: () => S3Client): Library {
  const sdk = lazyS3(connect);

  // As last listed. What models ask for is looked up here, and never becomes a key itself.
  let kept: ReadonlyMap<string, Kept> = new Map();
  // Whoever asks while a listing is on its way shares it.
  let listing: Promise<typeof kept> | undefined;
  const refreshed = () => (listing ??= listed().finally(() => (listing = undefined)));
  async function listed(): Promise<typeof kept> {
    const { client, ListObjectsV2Command } = await sdk();
    const request = new ListObjectsV2Command({ Bucket: bucket, Delimiter: '/', MaxKeys: MOST_OBJECTS });
    const { Contents = [], IsTruncated } = await client.send(request);
    if (IsTruncated) {
      throw new Error(`the library ${bucket} has more than ${MOST_OBJECTS} objects at its top level; remove some`);
    }
    const found = new Map<string, Kept>();
    for (const { Key: key = '', Size: bytes = 0, ETag: etag = '' } of Contents) {
      const [, id, ending] = /^(.+)\.(md|txt|csv)$/.exec(key) ?? [];
      if (id === undefined) continue;
      const other = found.get(id);
      if (other !== undefined) {
        throw new Error(`${other.key} and ${key} in the library ${bucket} have one name; rename one of them`);
      }
      const kind = KINDS[ending as keyof typeof KINDS];
      found.set(id, { key, entry: { id, kind, bytes, etag, ...tooLarge(key, bytes) } });
    }
    return (kept = found);
  }

  return {
    async list() {
      return [...(await refreshed()).values()].map(({ entry }) => entry);
    },
    async read(id, firstBytes) {
      const there = kept.get(id) ?? (await refreshed()).get(id);
      if (there === undefined) return undefined;
      const { bytes, unreadable } = there.entry;
      if (unreadable !== undefined && firstBytes === undefined) throw new Error(unreadable);
      // Of what is empty S3 has no range.
      const Range = firstBytes === undefined || bytes === 0 ? undefined : `bytes=0-${firstBytes - 1}`;
      const { client, GetObjectCommand } = await sdk();
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: there.key, Range }));
        const text = await Body?.transformToString();
        // A byte order mark is no part of the text.
        return text?.replace(/^\ufeff/, '');
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}

function tooLarge(key: string, bytes: number): Pick<LibraryEntry, 'unreadable'> {
  if (bytes <= MOST_BYTES) return {};
  return { unreadable: `${key} has ${bytes} bytes, and at most ${MOST_BYTES} can be read` };
}
