import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { Library } from '../tools/tool.ts';
import { lazyS3 } from './lazy-s3.ts';
import { libraryEntries } from './library-entries.ts';
import type { KeptEntry, LibraryObject } from './library-entries.ts';

// A search asks for them one after the other, each time; what comes after them is not even looked at.
const MOST_PAGES = 5;

/** The documents (`*.md`, `*.txt`) and tables (`*.csv`) at the top level of an S3 bucket. */
export function s3Library(bucket: string, connect?: () => S3Client): Library {
  const sdk = lazyS3(connect);

  // As last listed. What models ask for is looked up here, and never becomes a key itself.
  let kept: ReadonlyMap<string, KeptEntry> = new Map();
  // Whoever asks while a listing is on its way shares it.
  let listing: Promise<typeof kept> | undefined;
  const refreshed = () => (listing ??= listed().finally(() => (listing = undefined)));
  async function listed(): Promise<typeof kept> {
    const { client, ListObjectsV2Command } = await sdk();
    const objects: LibraryObject[] = [];
    let [next, pages]: [string | undefined, number] = [undefined, 0];
    do {
      const request = new ListObjectsV2Command({ Bucket: bucket, Delimiter: '/', ContinuationToken: next });
      const page: ListObjectsV2CommandOutput = await client.send(request);
      for (const { Key: key = '', Size: bytes = 0, ETag: etag = '' } of page.Contents ?? []) {
        objects.push({ key, bytes, etag });
      }
      next = page.NextContinuationToken;
    } while (next !== undefined && ++pages < MOST_PAGES);
    const found = libraryEntries(objects);
    return (kept = next === undefined ? found : withRest(found, objects.at(-1)?.key ?? ''));
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

/** What is not listed is one entry that says so. */
function withRest(found: ReadonlyMap<string, KeptEntry>, last: string): ReadonlyMap<string, KeptEntry> {
  const id = `whatever comes after ${last}`;
  const unreadable = `the library has more than ${MOST_PAGES * 1000} objects and folders at its top level, and no more are looked at; remove some`;
  return new Map([...found, [id, { key: last, entry: { id, kind: 'document', bytes: 0, etag: last, unreadable } }]]);
}
