import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { connect } from './chaos/endpoint.ts';
import { judge } from './chaos/judge.ts';
import { parseOptions, USAGE } from './chaos/options.ts';
import { picture } from './chaos/picture.ts';
import { executionsOf, FULL, SMALL } from './chaos/plan.ts';
import { report } from './chaos/report.ts';
import { play } from './chaos/run.ts';
import { startServer } from './chaos/server.ts';
import type { ChaosOptions } from './chaos/options.ts';

const tell = (line: string) => void process.stderr.write(`${line}\n`);

/** Whether every invariant held. */
async function run({ url, app, small, out }: ChaosOptions): Promise<boolean> {
  const plan = small ? SMALL : FULL;
  const server = url === undefined ? await startServer(app) : undefined;
  // 130 is what a shell expects of a program that was interrupted.
  const interrupted = () => void Promise.resolve(server?.stop()).finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const endpoint = connect(server?.url ?? url ?? '');
  try {
    tell(`chaos: ${executionsOf(plan)} executions, at most ${plan.concurrency} at a time`);
    const recording = await play(plan, endpoint, tell);
    const verdict = judge(plan, recording);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, picture(recording));
    process.stdout.write(`\n${report(plan, recording, verdict)}\n\n  Picture: ${out}\n`);
    return verdict.invariants.every(({ violations }) => violations.length === 0);
  } finally {
    endpoint.close();
    await server?.stop();
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else process.exitCode = (await run(options)) ? 0 : 1;
} catch (error) {
  tell(`chaos: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
