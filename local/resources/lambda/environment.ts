import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../engine/clock.ts';
import type { InvokeMessage, WorkerMessage, WorkerSettings } from './messages.ts';

/** How an invocation (or the start of an environment) ended; a failure's payload is Lambda's error document as JSON. */
export interface Outcome {
  readonly failed: boolean;
  readonly payload: string;
}

export interface EnvironmentSettings extends WorkerSettings {
  readonly clock: Clock;
  readonly memoryLimitMb: number;
  /** The whole environment of the code; nothing of this process's own is added. */
  readonly variables: Readonly<Record<string, string>>;
}

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
const INIT_LIMIT_MS = 10_000;

// A thread that fills its heap in one step takes the whole process with it, so V8's own limit lies far above MemorySize,
// and MemorySize is enforced by looking at the heap while the code runs. (V8 leaves no way to interrupt a hot loop that
// does nothing but `new Array(n)`; such a loop alone gets past both this and the timeout.)
const HEADROOM_MB = 1024;
const LOOK_EVERY_MS = 50;
// Small, so that what one collection moves to the old generation fits into the last reserve that a thread gets.
const YOUNG_GENERATION_MB = 16;

const SIGNALS: Readonly<Record<string, string>> = { SIGKILL: 'killed', SIGTERM: 'terminated', SIGABRT: 'aborted' };

let workerCode: URL | undefined;

function compiledWorker(): URL {
  if (workerCode === undefined) {
    const source = stripTypeScriptTypes(readFileSync(new URL('./worker.ts', import.meta.url), 'utf8'));
    // The name that stack traces show; without it each frame would carry the whole source.
    const named = `${source}\n//# sourceURL=lambda-runtime.js`;
    workerCode = new URL(`data:text/javascript,${encodeURIComponent(named)}`);
  }
  return workerCode;
}

/** One execution environment: a worker thread that runs one invocation at a time. */
export class Environment {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #memoryLimitBytes: number;
  #look: Timer | undefined;
  #utilization: EventLoopUtilization | undefined;
  #current: { readonly requestId: string; readonly settle: (outcome: Outcome) => void } | undefined;
  #log: (text: string) => void = () => {};
  #signal: string | undefined;
  #outOfMemory = false;
  #alive = true;
  /** Called once the thread has ended, however it ended. */
  onEnd: () => void = () => {};

  constructor(settings: EnvironmentSettings) {
    const { taskRoot, handler } = settings;
    this.#clock = settings.clock;
    this.#memoryLimitBytes = settings.memoryLimitMb * 1024 * 1024;
    this.#worker = new Worker(compiledWorker(), {
      workerData: { taskRoot, handler } satisfies WorkerSettings,
      env: { ...settings.variables },
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: settings.memoryLimitMb + HEADROOM_MB,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#break(error));
    this.#worker.on('exit', (code) => this.#end(code));
  }

  /** Waits until the code is loaded; what it prints meanwhile goes to `log`. A failed environment is of no more use. */
  initialize(requestId: string, log: (text: string) => void): Promise<Outcome> {
    return this.#run(requestId, INIT_LIMIT_MS, log);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Share of the time since the last question in which the thread was at work rather than waiting, 0 to 1. */
  busyShare(): number {
    const before = this.#utilization;
    this.#utilization = this.#worker.performance.eventLoopUtilization();
    return this.#worker.performance.eventLoopUtilization(this.#utilization, before).utilization;
  }

  invoke(message: InvokeMessage, log: (text: string) => void): Promise<Outcome> {
    const outcome = this.#run(message.requestId, message.timeoutMs, log);
    this.#worker.postMessage(message);
    return outcome;
  }

  async terminate(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #run(requestId: string, limitMs: number, log: (text: string) => void): Promise<Outcome> {
    this.#log = log;
    return new Promise((resolve) => {
      const timer = this.#clock.schedule(this.#clock.now() + limitMs, () => {
        // A busy loop listens to nothing; only terminating the thread ends it.
        void this.terminate();
        const text = `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
        log(`${requestId} ${text}\n\n`);
        this.#settle(platformError('Sandbox.Timedout', requestId, text));
      });
      this.#watchMemory();
      this.#current = {
        requestId,
        settle: (outcome) => {
          timer.cancel();
          this.#look?.cancel();
          resolve(outcome);
        },
      };
    });
  }

  #watchMemory(): void {
    this.#look = this.#clock.schedule(this.#clock.now() + LOOK_EVERY_MS, () => {
      const watched = this.#current;
      this.#worker.getHeapStatistics().then(
        ({ used_heap_size: heap, external_memory: external }) => {
          // The next invocation has a watch of its own.
          if (this.#current === undefined || this.#current !== watched) return;
          if (heap + external <= this.#memoryLimitBytes) return this.#watchMemory();
          this.#outOfMemory = true;
          void this.terminate();
        },
        // The thread is gone, and its exit tells why.
        () => {},
      );
    });
  }

  #settle(outcome: Outcome): void {
    const current = this.#current;
    this.#current = undefined;
    current?.settle(outcome);
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'log':
        return this.#log(message.text);
      case 'ready':
        return this.#settle({ failed: false, payload: 'null' });
      case 'answered':
        return this.#settle({ failed: false, payload: message.payload });
      case 'failed':
        if (message.fatal) this.#alive = false;
        return this.#settle({ failed: true, payload: message.payload });
      case 'killed':
        this.#signal = message.signal;
    }
  }

  #break(error: NodeJS.ErrnoException): void {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.#outOfMemory = true;
    else this.#log(`${error.stack ?? error.message}\n`);
  }

  #end(code: number): void {
    this.#alive = false;
    const requestId = this.#current?.requestId ?? '';
    if (this.#outOfMemory) {
      this.#settle(platformError('Runtime.OutOfMemory', requestId, 'Runtime exited with error: signal: killed'));
    } else {
      this.#settle(platformError('Runtime.ExitError', requestId, exitReason(code, this.#signal)));
    }
    this.onEnd();
  }
}

function exitReason(code: number, signal: string | undefined): string {
  if (signal !== undefined) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

function platformError(errorType: string, requestId: string, text: string): Outcome {
  return {
    failed: true,
    payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` }),
  };
}
