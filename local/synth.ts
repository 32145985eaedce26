import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The app could not be synthesized; the message carries what it printed. */
export class SynthError extends Error {}

/**
 * Runs the app of a folder's `cdk.json` as the CDK CLI would, without the CLI (which takes two seconds more).
 * Returns the cloud assembly's folder. https://docs.aws.amazon.com/cdk/v2/guide/cli.html
 */
export async function synthesize(folder: string, outDir: string): Promise<string> {
  const cdk = readCdkJson(folder);
  // The app's command names `node`; the one that runs us is the right one.
  const [command = '', ...args] = cdk.app.split(' ');
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: outDir,
      CDK_CONTEXT_JSON: JSON.stringify(cdk.context),
      CDK_DEFAULT_REGION: 'us-east-1',
    },
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new SynthError(`cannot run '${cdk.app}' of cdk.json: ${error.message}`)));
    child.on('close', resolve);
  });
  if (code === 0) return join(folder, outDir);
  throw new SynthError(`'${cdk.app}' failed with exit code ${code}; what it printed:\n\n${withoutStack(printed)}`);
}

/** The message of an uncaught error is what helps; its stack lies in Node and the CDK. */
function withoutStack(printed: string): string {
  const lines = printed.trim().split('\n');
  return lines
    .filter((line) => !/^\s+at .+\)?$|^node:internal|^Node\.js v/.test(line))
    .join('\n')
    .trim();
}

function readCdkJson(folder: string): { readonly app: string; readonly context: object } {
  const path = join(folder, 'cdk.json');
  const { app, context = {} } = JSON.parse(readFileSync(path, 'utf8')) as { app?: string; context?: object };
  if (!app) throw new SynthError(`${path} names no app`);
  return { app, context };
}
