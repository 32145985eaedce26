import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { median, timed, type Figure } from './measure.ts';

const ROOT = join(import.meta.dirname, '..');
const PORT = 4577;
const RUNS = 5;

/** From the command to a healthy endpoint, npm's own start included. */
export async function startupFigures(): Promise<readonly Figure[]> {
  await startOnce(['--no-samples']);
  const ready = await timed(RUNS, () => startOnce(['--app', 'cdk.out', '--no-samples']));
  const synthesized = await timed(RUNS, () => startOnce(['--no-samples']));
  const show = (runs: readonly number[]) => `${(median(runs) / 1000).toFixed(2)} s`;
  return [
    { what: 'npm start -- --app cdk.out --no-samples to healthy', measured: show(ready), goal: '1.5 s' },
    { what: 'the same with synth', measured: show(synthesized), goal: '8 s' },
  ];
}

async function startOnce(options: readonly string[]): Promise<void> {
  const child = spawn('npm', ['start', '--', ...options, '--memory', '--port', String(PORT)], {
    cwd: ROOT,
    stdio: 'ignore',
    detached: true,
  });
  try {
    await healthy();
  } finally {
    const closed = new Promise((resolve) => child.once('close', resolve));
    // npm and the node that it runs are one process group.
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
    await closed;
  }
}

async function healthy(): Promise<void> {
  for (let attempt = 0; attempt < 6000; attempt++) {
    const status = await fetch(`http://127.0.0.1:${PORT}/_local/health`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the local cloud did not become healthy within 30 s');
}
