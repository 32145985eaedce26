import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fillLibrary } from '../../scripts/seed/library.ts';
import { hostedS3 } from '../functions/hosted-s3.ts';

const BUCKET = 'signalbox-library-000000000000-us-east-1';
const folder = mkdtempSync(join(tmpdir(), 'signalbox-library-'));
let hosted: Awaited<ReturnType<typeof hostedS3>>;
beforeAll(async () => {
  hosted = await hostedS3(BUCKET);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await hosted.close();
});

describe('seeding a library', () => {
  it('tells which files agents cannot use, also beside those that were there before', async () => {
    await hosted.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'prices.csv', Body: 'a', ContentLength: 1 }));
    writeFileSync(join(folder, 'prices.md'), '# Prices');
    writeFileSync(join(folder, 'large.txt'), '');
    truncateSync(join(folder, 'large.txt'), 5_000_001);
    const { endpoint, region, credentials } = hosted.client.config;
    const place = await endpoint!();
    const settings = {
      endpoint: `${place.protocol}//${place.hostname}:${place.port}`,
      region: await region(),
      credentials: await credentials(),
    };
    expect(await fillLibrary(settings, undefined, folder)).toEqual({
      bucket: BUCKET,
      files: 2,
      untaken: [
        { key: 'large.txt', why: 'it has 5000001 bytes, and at most 5000000 can be read; split it' },
        { key: 'prices.csv', why: 'prices.md has its name; rename one of them' },
      ],
    });
  });
});
