import type { S3Client } from '@aws-sdk/client-s3';
import type { Library, LibraryEntry } from '../tools/tool.ts';

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
  // From the runtime, and only when an agent looks into the library.
  let loading: Promise<typeof import('@aws-sdk/client-s3')> | undefined;
  let connected: S3Client | undefined;
  const sdk = async () => {
    const s3 = await (loading ??= import('@aws-sdk/client-s3'));
    return { ...s3, client: (connected ??= connect?.() ?? new s3.S3Client()) };
  };

  // As last listed. What models ask for is looked up here, and never becomes a key itself.
  let kept: ReadonlyMap<string, Kept> = new Map();
  async function refreshed(): Promise<typeof kept> {
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
      found.set(id, { key, entry: { id, kind: KINDS[ending as keyof typeof KINDS], bytes, etag } });
    }
    return (kept = found);
  }

  return {
    async list() {
      return [...(await refreshed()).values()].map(({ entry }) => entry);
    },
    async read(id) {
      const there = kept.get(id) ?? (await refreshed()).get(id);
      if (there === undefined) return undefined;
      if (there.entry.bytes > MOST_BYTES) {
        throw new Error(`${there.key} has ${there.entry.bytes} bytes, and at most ${MOST_BYTES} can be read`);
      }
      const { client, GetObjectCommand } = await sdk();
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: there.key }));
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
