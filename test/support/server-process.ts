import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';

const ROOT = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
/** Node's options and the program, as `npm start` gives them to node. */
const START = scripts.start
  .split(' ')
  .slice(1)
  .map((part) => (part.endsWith('.ts') ? join(ROOT, part) : part));

/** The real server as a process of its own, and the unmodified SDK to talk to it. */
export class ServerProcess {
  readonly client: SFNClient;
  /** For other clients. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  readonly url: string;
  /** Milliseconds from the spawn until every interrupted execution goes on. */
  readonly startedAfter: number;
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(process: ChildProcess, url: string, startedAfter: number) {
    this.#process = process;
    this.#exited = once(process, 'exit');
    this.url = url;
    this.startedAfter = startedAfter;
    this.settings = {
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      // A retry would hide what a crash does to a request.
      maxAttempts: 1,
    };
    this.client = new SFNClient(this.settings);
  }

  /** Without an app it runs ours, and without a state folder it keeps everything in memory. Rejects with what the server said when it does not start. */
  static async start(app?: string, state?: string, cwd?: string): Promise<ServerProcess> {
    const began = performance.now();
    const store = state === undefined ? ['--memory'] : ['--state', state];
    const options = [...(app === undefined ? [] : ['--app', app]), '--no-samples', ...store, '--port', '0'];
    const child = spawn(process.execPath, [...START, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
    });
    let said = '';
    let running = false;
    const url = await new Promise<string>((resolve, reject) => {
      const listen = (text: string): void => {
        said += text;
        const found = /Running \d+ resources at (\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stdout.setEncoding('utf8').on('data', listen);
      // What the server complains about later is worth seeing, too.
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (running) process.stderr.write(text);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
    running = true;
    return new ServerProcess(child, url, performance.now() - began);
  }

  /** At once, without a word to the server. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
    this.client.destroy();
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get gone(): boolean {
    return this.#process.killed || this.#process.exitCode !== null;
  }
}
