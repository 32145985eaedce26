import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

import { table } from '../../scripts/table.ts';
import { ROWS, shareOf, type CaseResult } from './rows.ts';
import { ServerProcess } from '../support/server-process.ts';

/**
 * `npm run conformance -- [run.mjs]`: plays executions that were recorded on AWS, and fails when less of them agrees than
 * did before. The scorer and its recordings are no part of the project: without them there is nothing to do.
 *
 * `floors.json` holds the least share of each row. What has clocks in it sits a case below what was reached, since a case
 * that waits or times out may go wrong on a busy machine; whoever reaches more raises the floor.
 */
const PROJECT = join(import.meta.dirname, '../..');
const GIVEN = process.argv[2] ?? process.env.CONFORMANCE_SCORER;
const SCORER = resolve(PROJECT, GIVEN ?? '../shared/conformance/run.mjs');
const FLOORS = JSON.parse(readFileSync(join(import.meta.dirname, 'floors.json'), 'utf8')) as Record<string, number>;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function scored(): Promise<readonly CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-conformance-'));
  const server = await ServerProcess.start();
  try {
    const answers = join(folder, 'results.json');
    const scorer = spawn(process.execPath, [SCORER, '--endpoint', server.url, '--json', answers], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(scorer, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the scorer ended with ${code}`);
    return (JSON.parse(readFileSync(answers, 'utf8')) as { results: readonly CaseResult[] }).results;
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!existsSync(SCORER) && GIVEN !== undefined) {
  print(`there is no conformance scorer at ${GIVEN}`);
  process.exitCode = 2;
} else if (!existsSync(SCORER)) {
  print(`no conformance scorer at ${relative(PROJECT, SCORER)}: nothing compared`);
} else {
  const results = await scored();
  const rows = ROWS.map((row) => {
    const { cases, share } = shareOf(row, results);
    const floor = FLOORS[row.name] ?? 1;
    return { row, cases, share, floor, ok: share >= floor };
  });
  const cells = rows.map(({ row, cases, share, floor, ok }) => {
    return [row.name, String(cases), percent(share), percent(floor), percent(row.goal), ok ? 'ok' : 'BELOW'];
  });
  print(table(['recorded on AWS', 'cases', 'agree', 'floor', 'goal', ''], cells));
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}
