import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { LambdaError } from './errors.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: bytes, unpacked. */
const MAX_UNPACKED_BYTES = 250 * 1024 * 1024;

export interface UnpackedCode {
  /** The directory that became the function's task root. */
  readonly taskRoot: string;
  /** Of the archive, in base64. */
  readonly sha256: string;
  /** Of the archive. */
  readonly bytes: number;
}

/** Unpacks deployment packages, each into a new directory inside one that is ours. */
export class ZipCode {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Throws InvalidParameterValueException for what is no archive, is too large, or would leave its directory. */
  unpack(archive: Uint8Array): UnpackedCode {
    const files = filesOf(archive);
    mkdirSync(this.#root, { recursive: true });
    const taskRoot = mkdtempSync(path.join(this.#root, 'code-'));
    for (const [name, content] of Object.entries(files)) {
      const target = path.join(taskRoot, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    const sha256 = createHash('sha256').update(archive).digest('base64');
    return { taskRoot, sha256, bytes: archive.byteLength };
  }

  /** Removes what `unpack` made; directories of others, such as a CDK asset, are left alone. */
  remove(taskRoot: string): void {
    if (path.dirname(taskRoot) === path.resolve(this.#root)) rmSync(taskRoot, { recursive: true, force: true });
  }
}

function filesOf(archive: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let unpackedBytes = 0;
  const wanted = ({ name, originalSize }: UnzipFileInfo): boolean => {
    checkEntryName(name);
    unpackedBytes += originalSize;
    // The sizes are the archive's own words, but nothing is inflated beyond them.
    if (unpackedBytes > MAX_UNPACKED_BYTES) {
      throw refused(`Unzipped size must be smaller than ${MAX_UNPACKED_BYTES} bytes`);
    }
    return !name.endsWith('/');
  };
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(archive, { filter: wanted });
  } catch (error) {
    if (error instanceof LambdaError) throw error;
    throw refused('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  if (Object.keys(files).length === 0) throw refused('Uploaded file must be a non-empty zip');
  return files;
}

/** An entry called `../x` or `/x` would be written outside the function's own directory. */
function checkEntryName(name: string): void {
  const outside = name.includes('\0') || path.isAbsolute(name) || name.split(/[\\/]/).includes('..');
  if (outside) throw refused(`The archive has an entry outside of its own directory: ${JSON.stringify(name)}`);
}

function refused(message: string): LambdaError {
  return new LambdaError('InvalidParameterValueException', 400, message);
}
