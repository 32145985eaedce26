import { join } from 'node:path';
import type { PromptName } from '../../functions/prompts/index.ts';
import { loadDriver } from '../../local/load-driver.ts';
import { UsageError } from '../../local/options.ts';
import { parseOptions, USAGE } from './options.ts';
import type { Options } from './options.ts';
import { HARNESS_ONLY, report } from './report.ts';
import { COMPARED, runAll } from './run.ts';

/** `npm run prompts`: exit code 1 when a version is a step back, 2 when nothing could be compared. */
const OFFLINE_DRIVER = join(import.meta.dirname, '../../samples/offline-driver.ts');

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function main({ names, models, runs, json }: Options): Promise<number> {
  const offline = models.kind === 'offline';
  const driver = await loadDriver(models, OFFLINE_DRIVER);
  const results = await runAll(names as readonly PromptName[], { driver, offline, runs });
  if (json) print(JSON.stringify({ models: driver.name, harnessOnly: offline, results }, null, 2));
  else print([report(results), ...(offline ? [HARNESS_ONLY] : [])].join('\n\n'));
  return results.some(({ verdict }) => verdict.length > 0) ? 1 : 0;
}

try {
  const options = parseOptions(process.argv.slice(2), COMPARED);
  if (options === undefined) print(USAGE);
  else process.exitCode = await main(options);
} catch (error) {
  const explained = error instanceof UsageError;
  process.stderr.write(
    `prompts: ${error instanceof Error && !explained ? (error.stack ?? error.message) : String((error as Error).message)}\n${explained ? `\n${USAGE}` : ''}`,
  );
  process.exitCode = 2;
}
