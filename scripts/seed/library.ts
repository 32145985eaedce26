import { ListBucketsCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import { deployedName, UsageError } from '../command.ts';
import { untakenFiles } from './untaken-files.ts';
import type { LibraryFile, UntakenFile } from './untaken-files.ts';

const KINDS: Readonly<Record<string, string>> = {
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

export interface FilledLibrary {
  readonly bucket: string;
  readonly files: number;
  /** Of all that lies there now, what agents cannot read or search. */
  readonly untaken: readonly UntakenFile[];
}

/** Puts the documents and tables of a folder where agents look for them. */
export async function fillLibrary(
  settings: S3ClientConfig,
  prefix: string | undefined,
  folder: string,
): Promise<FilledLibrary> {
  const files = readdirSync(folder)
    .filter((name) => Object.hasOwn(KINDS, extname(name)))
    .sort();
  if (files.length === 0) throw new UsageError(`${folder} has no file that ends with ${Object.keys(KINDS).join(', ')}`);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  try {
    const bucket = await libraryBucket(s3, prefix);
    for (const name of files) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: name,
          Body: readFileSync(join(folder, name)),
          ContentType: KINDS[extname(name)],
        }),
      );
    }
    return { bucket, files: files.length, untaken: untakenFiles(await filesIn(s3, bucket)) };
  } finally {
    s3.destroy();
  }
}

async function filesIn(client: S3Client, Bucket: string): Promise<readonly LibraryFile[]> {
  const files: LibraryFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Delimiter: '/' })) {
    for (const { Key: key = '', Size: bytes = 0 } of Contents) files.push({ key, bytes });
  }
  return files;
}

/** Its name ends in the account and the region, which only S3 knows. */
async function libraryBucket(s3: S3Client, prefix: string | undefined): Promise<string> {
  const begins = `${deployedName('signalbox-library', prefix)}-`;
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const region = await s3.config.region();
  const bucket = Buckets.find(({ Name = '' }) => Name.startsWith(begins) && Name.endsWith(`-${region}`))?.Name;
  if (bucket === undefined)
    throw new Error(`there is no bucket ${begins}…; is Signalbox deployed there, and is --prefix right?`);
  return bucket;
}
