import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  AGENT_LIMITS,
  ANSWERS_TABLE,
  BREAKER_KEYS,
  BREAKERS_TABLE,
  BUDGETS_TABLE,
  CACHED_ANSWER_SECONDS,
  CLAIM_CHECK_BUCKET,
  DEALS_TABLE,
  DOCUMENTS_BUCKET,
  KEPT_ANSWER_SECONDS,
  LIBRARY_BUCKET,
  MODEL_IDS,
  MODEL_TIMEOUT_SECONDS,
  OIDC_CLIENT_ID,
  OIDC_ISSUER,
  PART_CHARACTERS,
  PURCHASE_ORDERS_TABLE,
  RESERVATION_SECONDS,
  REVIEW_PAGE,
  REVIEW_TOPIC,
  REVIEWS_TABLE,
  STEP_BOARDS_TABLE,
} from '../functions/environment.ts';
import { median, type Figure } from './measure.ts';

const ROOT = join(import.meta.dirname, '..');
const BUNDLES = join(ROOT, '.build/functions');
/** Whatever a function may require of its environment. */
const ANYTHING = {
  ...Object.fromEntries(
    [
      ANSWERS_TABLE,
      BREAKERS_TABLE,
      BUDGETS_TABLE,
      DEALS_TABLE,
      PURCHASE_ORDERS_TABLE,
      REVIEWS_TABLE,
      STEP_BOARDS_TABLE,
    ].map((name) => [name, 'any']),
  ),
  ...Object.fromEntries(
    [CLAIM_CHECK_BUCKET, DOCUMENTS_BUCKET, LIBRARY_BUCKET, OIDC_CLIENT_ID].map((name) => [name, 'any']),
  ),
  ...Object.fromEntries([OIDC_ISSUER, REVIEW_PAGE].map((name) => [name, 'https://any.example/'])),
  [REVIEW_TOPIC]: 'arn:aws:sns:us-east-1:000000000000:any',
  ...Object.fromEntries(
    [CACHED_ANSWER_SECONDS, KEPT_ANSWER_SECONDS, MODEL_TIMEOUT_SECONDS, PART_CHARACTERS, RESERVATION_SECONDS].map(
      (name) => [name, '10'],
    ),
  ),
  [AGENT_LIMITS]: JSON.stringify({
    steps: 1,
    iterations: 1,
    budget: { usd: 1, tokens: 1, toolCalls: 1, seconds: null },
  }),
  ...Object.fromEntries([BREAKER_KEYS, MODEL_IDS].map((name) => [name, '[]'])),
};

/** How many functions are added to see what one of them costs at synth. */
const ADDED = 10;

/** Size and import time of every function's bundle; it must have been synthesized before. */
export function bundleFigures(): readonly Figure[] {
  return readdirSync(BUNDLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const bundle = join(BUNDLES, name, 'index.mjs');
      const kilobytes = Math.round(statSync(bundle).size / 1000);
      const importMs = median(Array.from({ length: 5 }, () => importTime(bundle)));
      return {
        what: `bundle ${name}`,
        measured: `${kilobytes} KB, import ${importMs.toFixed(0)} ms`,
        goal: '≤ 600 KB, ≤ 80 ms',
      };
    });
}

/** A fresh process each time, as in a cold start; only the import itself is timed. */
function importTime(bundle: string): number {
  const code = `const t = performance.now(); await import(${JSON.stringify(bundle)}); process.stdout.write(String(performance.now() - t));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: {
      ...process.env,
      AWS_REGION: 'us-east-1',
      ...ANYTHING,
    },
  });
  if (status !== 0) throw new Error(`importing ${bundle} failed: ${stderr}`);
  return Number(/[\d.]+$/.exec(stdout)?.[0]);
}

/** What one more function costs at synth: a copy of the project with ten more of them, against the project as it is. */
export function bundlingGrowth(): Figure {
  const copy = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  try {
    for (const part of ['functions', 'infra']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    for (const file of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(copy, file));
    linkModules(copy);
    const before = median(Array.from({ length: 5 }, () => bundleTime(copy)));
    for (let index = 0; index < ADDED; index++) {
      cpSync(join(copy, 'functions/invoke-model'), join(copy, `functions/invoke-model-${index}`), { recursive: true });
    }
    const after = median(Array.from({ length: 5 }, () => bundleTime(copy)));
    return {
      what: 'synth time for one more function',
      measured: `${((after - before) / ADDED / 1000).toFixed(3)} s`,
      goal: '< 0.1 s',
    };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function linkModules(copy: string): void {
  spawnSync('ln', ['-s', join(ROOT, 'node_modules'), join(copy, 'node_modules')]);
}

function bundleTime(folder: string): number {
  const code = `import { functionFolder } from './infra/constructs/functions-bundle.ts'; const t = performance.now(); functionFolder('invoke-model'); process.stdout.write(String(performance.now() - t));`;
  rmSync(join(folder, '.build'), { recursive: true, force: true });
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`bundling failed: ${stderr}`);
  return Number(stdout);
}
