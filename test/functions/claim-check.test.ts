import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { carriedWithin, contentOf } from '../../functions/stores/carried.ts';
import { s3ClaimChecks } from '../../functions/stores/claim-check.ts';
import { hostedS3 } from './hosted-s3.ts';

let s3: Awaited<ReturnType<typeof hostedS3>>;
let store: ReturnType<typeof s3ClaimChecks>;
beforeAll(async () => {
  s3 = await hostedS3('claims', 'uploads');
  store = s3ClaimChecks('claims', () => s3.client);
});
afterAll(() => s3.close());

describe('claim checks in S3', () => {
  it('keep a text under its content, each kind in a folder of its own', async () => {
    const ref = await store.keep('documents', 'Grüße');
    expect(ref).toEqual({ bucket: 'claims', key: expect.stringMatching(/^documents\/[0-9a-f]{64}$/) });
    expect(await store.keep('documents', 'Grüße')).toEqual(ref);
    expect((await store.keep('answers', 'Grüße')).key).toBe(ref.key.replace('documents', 'answers'));
    expect(await store.read(ref)).toBe('Grüße');
    expect(await store.look(ref)).toMatchObject({ bytes: 7 });
  });

  it('keep bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const ref = await store.keepBytes('documents', bytes);
    expect(Uint8Array.from(await store.readBytes(ref))).toEqual(bytes);
    expect(await store.keepBytes('documents', bytes)).toEqual(ref);
    expect(await store.keepBytes('documents', Buffer.from('Grüße'))).toEqual(await store.keep('documents', 'Grüße'));
  });

  it('read and copy an object as it was looked at, and no other', async () => {
    const upload = { bucket: 'uploads', key: 'a b+c%20/"ü".txt' };
    const put = (Body: string, more: object = {}) =>
      s3.client.send(new PutObjectCommand({ Bucket: upload.bucket, Key: upload.key, Body, ...more }));
    await put('first', { ContentType: 'text/html', ContentEncoding: 'gzip', Metadata: { a: 'b' } });
    const { etag = '' } = (await store.look(upload)) ?? {};
    expect(Buffer.from((await store.readUnchanged(upload, etag)) ?? []).toString()).toBe('first');
    const copy = { bucket: 'claims', key: 'documents/name' };
    expect(await store.copyUnchanged('documents', upload, etag, 'name')).toEqual(copy);
    // Nothing of what the sender said about it: not that a browser should run or unpack it.
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: copy.bucket, Key: copy.key }));
    expect(head).toMatchObject({ ContentType: 'binary/octet-stream', Metadata: {} });
    expect(head.ContentEncoding).toBeUndefined();

    await put('second');
    expect(await store.readUnchanged(upload, etag)).toBeUndefined();
    expect(await store.copyUnchanged('documents', upload, etag, 'name')).toBeUndefined();
    expect(await store.read(copy)).toBe('first');
    await s3.client.send(new DeleteObjectCommand({ Bucket: upload.bucket, Key: upload.key }));
    expect(await store.readUnchanged(upload, etag)).toBeUndefined();
    expect(await store.copyUnchanged('documents', upload, etag, 'name')).toBeUndefined();
  });

  it('tell a copy that changed from one that failed', async () => {
    const ref = await store.keep('documents', 'text');
    const elsewhere = s3ClaimChecks('nowhere', () => s3.client);
    const { etag = '' } = (await store.look(ref)) ?? {};
    await expect(elsewhere.copyUnchanged('documents', ref, etag, 'name')).rejects.toThrow('bucket does not exist');
  });

  it('do not see what is not there', async () => {
    expect(await store.look({ bucket: 'claims', key: 'documents/none' })).toBeUndefined();
    await expect(store.readBytes({ bucket: 'claims', key: 'documents/none' })).rejects.toThrow();
  });
});

describe('a value that a state carries', () => {
  it('is in the state up to so many bytes, and kept beyond', async () => {
    const value = { text: 'üü' };
    const bytes = Buffer.byteLength(JSON.stringify(value));
    expect(await carriedWithin(bytes, value, store)).toEqual({ answer: value });
    const carried = await carriedWithin(bytes - 1, value, store);
    expect(carried).toEqual({ answerRef: { bucket: 'claims', key: expect.stringMatching(/^answers\//) } });
    for (const one of [carried, { answer: value }]) expect(await contentOf(one, store)).toEqual(value);
  });
});
