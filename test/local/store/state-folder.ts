import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const folders: string[] = [];

/** A new empty folder, which `removeFolders` deletes with all the others. */
export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-store-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What a kill at this moment would leave: the files as they are, without the lock. */
export function copyFolder(folder: string): string {
  const copy = stateFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** The paths of all files and their contents' hashes. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((file) => [file, hash(file)]));
}
