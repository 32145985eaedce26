import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Library } from '../../../functions/tools/tool.ts';

const SAMPLES = fileURLToPath(new URL('../../../samples/library/', import.meta.url));

/** A library in memory, from names such as `note.md` to texts; `reads` lists what was read. */
export function memoryLibrary(files: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const kept = new Map(Object.entries(files));
  const library: Library = {
    list: () =>
      Promise.resolve(
        [...kept].map(([key, text]) => ({
          id: parse(key).name,
          kind: key.endsWith('.csv') ? ('table' as const) : ('document' as const),
          bytes: Buffer.byteLength(text),
          etag: createHash('md5').update(text).digest('hex'),
        })),
      ),
    read: (id) => {
      reads.push(id);
      return Promise.resolve([...kept].find(([key]) => parse(key).name === id)?.[1]);
    },
  };
  return { library, reads, files: kept };
}

/** The library that the samples bring along. */
export function sampleLibrary() {
  return memoryLibrary(
    Object.fromEntries(readdirSync(SAMPLES).map((name) => [name, readFileSync(`${SAMPLES}/${name}`, 'utf8')])),
  );
}
