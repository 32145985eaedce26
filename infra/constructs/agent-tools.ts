import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The tools that there are: a folder each, with a description of the tool in it. */
export function agentTools(): readonly string[] {
  return globSync('functions/tools/*/spec.ts', { cwd: ROOT })
    .map((path) => basename(dirname(path)))
    .sort();
}
