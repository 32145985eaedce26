import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface ChaosServer {
  readonly url: string;
  stop(): Promise<void>;
}

// It answers a signal within milliseconds; what does not has to go all the same.
const STOP_MS = 5_000;

/** The local cloud as a process of its own, on a free port and with nothing kept. Rejects with what it said when it does not start. */
export async function startServer(app: string | undefined): Promise<ChaosServer> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  // Node's options and the program, as `npm start` gives them to node.
  const program = scripts.start.split(' ').slice(1);
  const given = ['--no-samples', '--memory', '--port', '0', ...(app === undefined ? [] : ['--app', app])];
  const child = spawn(process.execPath, [...program, ...given], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  let running = false;
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /Running \d+ resources at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (running) process.stderr.write(text);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  running = true;
  return {
    url,
    async stop() {
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(force);
    },
  };
}
