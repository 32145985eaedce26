import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { s3Library } from '../../../functions/stores/library.ts';
import type { Library } from '../../../functions/tools/tool.ts';
import { hostedS3 } from '../hosted-s3.ts';
import { used } from '../tools/used.ts';

let hosted: Awaited<ReturnType<typeof hostedS3>>;
beforeAll(async () => {
  hosted = await hostedS3('library', 'twins', 'full', 'empty', 'beginnings', 'large');
});
afterAll(() => hosted.close());

const put = (Bucket: string, Key: string, Body: string) =>
  hosted.client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Buffer.byteLength(Body) }));

const search = async (query: string, library: Library) =>
  (await used<Found>('search-documents', { query }, library)).value;
interface Found {
  readonly matches: readonly { readonly source: string; readonly text: string }[];
  readonly note?: string;
}

/** An S3 that has these answers. */
const answering = (...answers: readonly object[]) => {
  const left = [...answers];
  return { send: () => Promise.resolve(left.shift()) } as unknown as S3Client;
};

describe('the library in S3', () => {
  it('has the documents and tables of the top level, and reads what is there now', async () => {
    await put('library', 'note.md', '\ufeff# Note');
    await put('library', 'plain.txt', 'Grüße');
    await put('library', 'prices.csv', 'a,b');
    await put('library', 'picture.png', 'x');
    await put('library', 'archive/old.md', 'old');
    const library = s3Library('library', () => hosted.client);
    const entries = await library.list();
    expect(entries.map(({ id, kind, bytes }) => [id, kind, bytes])).toEqual([
      ['note', 'document', 9],
      ['plain', 'document', 7],
      ['prices', 'table', 3],
    ]);
    expect(await library.read('note')).toBe('# Note');
    expect(await library.read('plain')).toBe('Grüße');
    for (const id of ['archive/old', 'old', 'picture', 'note.md', '', '../note'])
      expect(await library.read(id)).toBeUndefined();

    await put('library', 'note.md', '# Another');
    expect((await library.list())[0]!.etag).not.toBe(entries[0]!.etag);
    expect(await library.read('note')).toBe('# Another');
    await hosted.client.send(new DeleteObjectCommand({ Bucket: 'library', Key: 'note.md' }));
    expect(await library.read('note')).toBeUndefined();
    // Not listed yet, but there.
    await put('library', 'new.md', 'new');
    expect(await library.read('new')).toBe('new');
  });

  it('is empty when the bucket is', async () => {
    expect(await s3Library('empty', () => hosted.client).list()).toEqual([]);
  });

  it('gives a name that two files have to the document, and the other says so', async () => {
    await put('twins', 'inject.csv', 'a,b\n1,2');
    await put('twins', 'inject.md', '# Injected\n\nPears are dear.');
    await put('twins', 'note.md', '# Note\n\nApples are cheap.');
    const library = s3Library('twins', () => hosted.client);
    const why = 'inject.csv and inject.md have one name without their endings; rename inject.csv';
    expect(await library.list()).toMatchObject([
      { id: 'inject.csv', kind: 'table', unreadable: why },
      { id: 'inject', kind: 'document' },
      { id: 'note', kind: 'document' },
    ]);
    expect((await search('apples', library)).matches).toMatchObject([{ source: 'note' }]);
    expect(await search('pears', library)).toMatchObject({
      matches: [{ source: 'inject' }],
      note: 'this is not the whole library: what is in "inject.csv" cannot be searched; search for an id to see why',
    });
    await expect(used('query-table', { table: 'inject.csv' }, library)).rejects.toThrow(why);
    await expect(used('query-table', { table: 'inject' }, library)).rejects.toThrow('inject is a document');
  });

  it('lists all of a bucket, and takes as many files as it can, in their order', async () => {
    const keys = Array.from({ length: 1003 }, (_, n) => `n${String(n).padStart(4, '0')}.md`);
    for (let from = 0; from < keys.length; from += 50)
      await Promise.all(keys.slice(from, from + 50).map((key) => put('full', key, `# ${key}\n\nApples`)));
    await put('full', 'a-picture.png', 'x');
    const library = s3Library('full', () => hosted.client);
    const entries = await library.list();
    expect(entries.map(({ id }) => `${id}.md`)).toEqual(keys);
    expect(entries.flatMap(({ id, unreadable }) => (unreadable === undefined ? [] : [id]))).toEqual([
      'n1000',
      'n1001',
      'n1002',
    ]);
    expect(await search('apples', library)).toMatchObject({
      note: expect.stringContaining('"n1000", "n1001", "n1002"'),
    });
    await expect(library.read('n1001')).rejects.toThrow('n1001.md comes after the first 1000 files of the library');
  });

  it('takes as many bytes as it can, in the order of names', async () => {
    const Contents = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ Key: `${id}.md`, Size: 4_900_000, ETag: id }));
    const huge = { Key: 'huge.md', Size: 6_000_000, ETag: 'h' };
    const library = s3Library('fake', () => answering({ Contents: [huge, ...Contents, { Key: 'f.md', Size: 1 }] }));
    expect((await library.list()).map(({ id, unreadable }) => [id, unreadable])).toEqual([
      ['huge', 'huge.md has 6000000 bytes, and at most 5000000 can be read'],
      ...['a', 'b', 'c', 'd'].map((id) => [id, undefined]),
      ['e', expect.stringContaining('e.md comes after the first 20000000 bytes')],
      ['f', expect.stringContaining('f.md comes after the first 20000000 bytes')],
    ]);
  });

  it('looks at no more than a few pages, and says so', async () => {
    const pages = Array.from({ length: 9 }, (_, n) => ({
      Contents: [{ Key: `page-${n}.md`, Size: 1, ETag: 'e' }],
      NextContinuationToken: 'more',
    }));
    const library = s3Library('fake', () => answering(...pages));
    const entries = await library.list();
    expect(entries.map(({ id }) => id)).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `page-${n}`),
      'whatever comes after page-4.md',
    ]);
    expect(entries.at(-1)!.unreadable).toContain('more than 5000 objects');
  });

  it('reads the beginning alone where that is enough, also of what is empty or too large', async () => {
    await put('beginnings', 'long.md', `# Title\n${'x'.repeat(5_000_000)}`);
    await put('beginnings', 'empty.md', '');
    const library = s3Library('beginnings', () => hosted.client);
    expect(await library.read('long', 9)).toBe('# Title\nx');
    expect(await library.read('empty', 9)).toBe('');
    expect(await library.read('none', 9)).toBeUndefined();
  });

  it('lists once for all who ask at the same time', async () => {
    const sent: string[] = [];
    const client = {
      send: ({ constructor: { name }, input: { Key } }: { constructor: { name: string }; input: { Key?: string } }) => {
        sent.push(name);
        return Promise.resolve(
          name === 'ListObjectsV2Command'
            ? { Contents: ['a.md', 'b.md'].map((key) => ({ Key: key, Size: 1, ETag: 'e' })) }
            : { Body: { transformToString: () => Promise.resolve(`text of ${Key}`) } },
        );
      },
    } as unknown as S3Client;
    const library = s3Library('shared', () => client);
    const read = await Promise.all(['a', 'b', 'gone', 'lost'].map((id) => library.read(id)));
    expect(read).toEqual(['text of a.md', 'text of b.md', undefined, undefined]);
    expect(sent.filter((name) => name === 'ListObjectsV2Command')).toHaveLength(1);
    // What is new is seen by whoever asks later.
    await library.list();
    expect(sent.filter((name) => name === 'ListObjectsV2Command')).toHaveLength(2);
  });

  it('lets everything else be searched beside a document that is too large, which says so when it is fetched', async () => {
    // Together they are more than can be searched, too.
    for (const key of ['big.md', 'huge.md', 'vast.txt', 'table.csv']) await put('large', key, 'x'.repeat(5_000_001));
    await put('large', 'note.md', '# Note\n\nApples are cheap.');
    const library = s3Library('large', () => hosted.client);
    expect((await search('apples', library)).matches).toMatchObject([{ source: 'note' }]);
    expect((await search('big', library)).matches).toMatchObject([
      {
        source: 'big',
        text: 'This file cannot be read: big.md has 5000001 bytes, and at most 5000000 can be read',
      },
    ]);
    await expect(used('fetch-document', { id: 'big' }, library)).rejects.toThrow('at most 5000000 can be read');
    await expect(used('query-table', { table: 'table' }, library)).rejects.toThrow('at most 5000000 can be read');
  });
});
