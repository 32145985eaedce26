import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { s3Library } from '../../../functions/stores/library.ts';
import { hostedS3 } from '../hosted-s3.ts';
import { used } from '../tools/used.ts';

let hosted: Awaited<ReturnType<typeof hostedS3>>;
beforeAll(async () => {
  hosted = await hostedS3('library', 'twins', 'full', 'empty', 'beginnings', 'large');
});
afterAll(() => hosted.close());

const put = (Bucket: string, Key: string, Body: string) =>
  hosted.client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Buffer.byteLength(Body) }));

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

  it('says which files have one name', async () => {
    await put('twins', 'prices.csv', 'a');
    await put('twins', 'prices.md', 'a');
    await expect(s3Library('twins', () => hosted.client).list()).rejects.toThrow(
      'prices.csv and prices.md in the library twins have one name',
    );
  });

  it('says so when there are more files than one listing has, or one is too large', async () => {
    const answers = [{ IsTruncated: true }, { Contents: [{ Key: 'big.md', Size: 6_000_000, ETag: 'e' }] }];
    const client = { send: () => Promise.resolve(answers.shift()) } as unknown as S3Client;
    const library = s3Library('full', () => client);
    await expect(library.list()).rejects.toThrow('more than 1000 objects');
    await expect(library.read('big')).rejects.toThrow('big.md has 6000000 bytes, and at most 5000000 can be read');
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
    const search = async (query: string) =>
      (await used<{ matches: readonly { source: string; text: string }[] }>('search-documents', { query }, library))
        .value.matches;
    expect(await search('apples')).toMatchObject([{ source: 'note' }]);
    expect(await search('big')).toMatchObject([
      {
        source: 'big',
        text: 'This file cannot be read: big.md has 5000001 bytes, and at most 5000000 can be read',
      },
    ]);
    await expect(used('fetch-document', { id: 'big' }, library)).rejects.toThrow('at most 5000000 can be read');
    await expect(used('query-table', { table: 'table' }, library)).rejects.toThrow('at most 5000000 can be read');
  });
});
