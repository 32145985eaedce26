import { createHash } from 'node:crypto';

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The names that States.Hash and `$hash` accept. */
export const HASH_ALGORITHMS: readonly string[] = [...ALGORITHMS.keys()];

/** The hash of the text as UTF-8, in lower-case hexadecimal; undefined for an unknown algorithm. */
export function hashText(text: string, algorithm: string): string | undefined {
  const name = ALGORITHMS.get(algorithm);
  return name === undefined ? undefined : createHash(name).update(text).digest('hex');
}
