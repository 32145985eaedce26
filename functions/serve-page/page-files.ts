import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By the resource of the REST API that they answer. */
const FILES = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { name: 'page.css', type: 'text/css; charset=utf-8' },
} as const;

export interface PageFile {
  readonly type: string;
  readonly isMarkup: boolean;
  readonly text: string;
  readonly etag: string;
}

/** Reads what the bundle of this function put beside it. */
export function readPage(folder: string): ReadonlyMap<string, PageFile> {
  return new Map(
    Object.entries(FILES).map(([resource, { name, type }]) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      return [resource, { type, isMarkup: name.endsWith('.html'), text, etag }];
    }),
  );
}
