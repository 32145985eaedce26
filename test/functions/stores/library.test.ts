import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { s3Library } from '../../../functions/stores/library.ts';
import { hostedS3 } from '../hosted-s3.ts';

let hosted: Awaited<ReturnType<typeof hostedS3>>;
beforeAll(async () => {
  hosted = await hostedS3('library', 'twins', 'full', 'empty');
});
afterAll(() => hosted.close());

const put = (Bucket: string, Key: string, Body: string) =>
  hosted.client.send(new PutObjectCommand({ Bucket, Key, Body }));

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
});
