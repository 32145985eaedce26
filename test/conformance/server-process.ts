import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../local/main.ts');

/** The real server on a free port, with nothing kept. Rejects with what it said when it does not start. */
export async function startServerProcess(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const options = ['--disable-warning=ExperimentalWarning', MAIN, '--memory', '--no-samples', '--port', '0'];
  const server = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /Running \d+ resources at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    exited.then(([code]) => reject(new Error(`the server ended with ${String(code)}: ${said}`)), reject);
  });
  return {
    url,
    async stop() {
      server.kill();
      await exited;
    },
  };
}
