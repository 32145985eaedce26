import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { synthesize } from '../../local/synth.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['infra', 'statemachines', 'functions', 'cdk.json', 'package-lock.json'];
const OUT = '.build/test-app';

/** The cloud assembly that tests run: our app, synthesized as `npm start` does. */
export const APP_FOLDER = join(ROOT, OUT);
const STAMP = join(APP_FOLDER, '.sources');

/** Before all tests: synthesizes the app once, and not at all when nothing it is made from has changed. */
async function synthesizeOnce(): Promise<void> {
  const stamp = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  await synthesize(ROOT, OUT);
  writeFileSync(STAMP, stamp);
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesBelow(join(ROOT, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (path.endsWith('.json')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export { synthesizeOnce as default };
