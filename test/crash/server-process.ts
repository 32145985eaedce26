import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';

const MAIN = join(import.meta.dirname, '../../local/main.ts');

/** The real server as a process of its own, and the unmodified SDK to talk to it. */
export class ServerProcess {
  readonly client: SFNClient;
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
    this.client = new SFNClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      // A retry would hide what a crash does to a request.
      maxAttempts: 1,
    });
  }

  /** Rejects with what the server said when it does not start. */
  static async start(app: string, state: string, more: readonly string[] = []): Promise<ServerProcess> {
    const began = performance.now();
    const options = ['--app', app, '--no-samples', '--state', state, '--port', '0', ...more];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
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
        process.stderr.write(text);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
    return new ServerProcess(child, url, performance.now() - began);
  }

  /** At once, without a word to the server. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
    this.client.destroy();
  }

  get gone(): boolean {
    return this.#process.killed || this.#process.exitCode !== null;
  }
}
