/**
 * Runs inside the worker thread, as Lambda's own Node.js runtime does inside its process. It is compiled alone and imports
 * nothing of ours but types, because a thread that strips types itself starts 25 ms later.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { InvokeMessage, WorkerMessage, WorkerSettings } from './messages.ts';

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback: Callback) => unknown;

const { taskRoot, handler: handlerName } = workerData as WorkerSettings;
const port = parentPort!;
const send = (message: WorkerMessage) => port.postMessage(message);

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB, and the runtime's allowance of 100 bytes)
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

class InitError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

let invocation: { readonly settle: (message: WorkerMessage) => void } | undefined;

captureOutput();
shadowProcessEnds();

// An uncaught error ends the environment on AWS too; the invocation in flight gets it as its answer.
process.on('uncaughtException', (error, origin) => {
  const rejected = origin === 'unhandledRejection';
  const payload = rejected ? errorPayload(error, 'Runtime.UnhandledPromiseRejection') : errorPayload(error);
  if (invocation === undefined) send({ type: 'log', text: `${payload}\n` });
  // Sent here and now, because no promise goes on after exit.
  else send({ type: 'failed', payload, fatal: true });
  process.exit(1);
});

// Nothing is left that could ever answer (a promise that never settles, a callback never called): Lambda answers null.
process.on('beforeExit', () => invocation?.settle({ type: 'answered', payload: 'null' }));

try {
  const handler = await loadHandler();
  port.on('message', (message: InvokeMessage) => void invoke(handler, message));
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'failed', payload: initErrorPayload(error), fatal: true });
  process.exit(1);
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const answer = new Promise<WorkerMessage>((resolve) => (invocation = { settle: resolve }));
  const { settle } = invocation!;
  process.env['_X_AMZN_TRACE_ID'] = message.traceId;
  port.unref();
  const callback: Callback = (error, result) =>
    settle(error ? { type: 'failed', payload: errorPayload(error) } : answered(result));
  try {
    const result = handler(JSON.parse(message.payload), context(message), callback);
    if (isThenable(result))
      result.then(
        (value) => settle(answered(value)),
        (error: unknown) => settle(failed(error)),
      );
    // With fewer than three parameters the handler cannot call back: what it returned is the answer.
    else if (handler.length < 3) settle(answered(result));
  } catch (error) {
    settle(failed(error));
  }
  const final = await answer;
  port.ref();
  invocation = undefined;
  send(final);
}

function answered(result: unknown): WorkerMessage {
  let payload: string;
  try {
    payload = (JSON.stringify(result) as string | undefined) ?? 'null';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const errorMessage = `Unable to stringify response body: ${reason}`;
    return { type: 'failed', payload: JSON.stringify({ errorType: 'Runtime.MarshalError', errorMessage, trace: [] }) };
  }
  if (Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES) return { type: 'answered', payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return { type: 'failed', payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }) };
}

function failed(error: unknown): WorkerMessage {
  return { type: 'failed', payload: errorPayload(error) };
}

function errorPayload(error: unknown, errorType?: string): string {
  if (!types.isNativeError(error)) {
    return JSON.stringify({ errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] });
  }
  const errorMessage = errorType === undefined ? error.message : `${error.name}: ${error.message}`;
  return JSON.stringify({ errorType: errorType ?? error.name, errorMessage, trace: (error.stack ?? '').split('\n') });
}

function initErrorPayload(error: unknown): string {
  if (error instanceof InitError) return errorPayload(error);
  if (error instanceof SyntaxError) return errorPayload(error, 'Runtime.UserCodeSyntaxError');
  const code = types.isNativeError(error) ? (error as NodeJS.ErrnoException).code : undefined;
  const missing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  return errorPayload(error, missing ? 'Runtime.ImportModuleError' : undefined);
}

async function loadHandler(): Promise<Handler> {
  // The first dot after the last slash parts module and export: `dist/app.nested.handler`.
  const [, modulePath, exportPath] = /^((?:.*\/)?[^/.]+)\.(.+)$/.exec(handlerName) ?? [];
  if (modulePath === undefined || exportPath === undefined) {
    throw new InitError('Runtime.MalformedHandlerName', `Bad handler ${handlerName}`);
  }
  const base = path.resolve(taskRoot, modulePath);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((candidate) => existsSync(candidate));
  if (file === undefined) {
    const message = `Error: Cannot find module '${modulePath}' in ${taskRoot} (tried .js, .mjs and .cjs)`;
    throw new InitError('Runtime.ImportModuleError', message);
  }
  const found = exportPath.split('.').reduce<unknown>(member, await loadModule(file));
  if (typeof found === 'function') return found as Handler;
  const problem = found === undefined ? 'undefined or not exported' : 'not a function';
  throw new InitError('Runtime.HandlerNotFound', `${handlerName} is ${problem}`);
}

async function loadModule(file: string): Promise<unknown> {
  if (file.endsWith('.js')) readScriptsByTaskRoot();
  const esModule = file.endsWith('.mjs') || (file.endsWith('.js') && packageType() === 'module');
  return esModule ? await import(pathToFileURL(file).href) : createRequire(file)(file);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function packageType(): unknown {
  const file = path.join(taskRoot, 'package.json');
  return existsSync(file) ? member(JSON.parse(readFileSync(file, 'utf8')), 'type') : undefined;
}

/** On AWS no package.json lies above the code; here one may, and must not turn CommonJS into ES modules. */
function readScriptsByTaskRoot(): void {
  if (packageType() !== undefined) return;
  const root = taskRoot + path.sep;
  registerHooks({
    load(url, loadContext, next) {
      const own = url.startsWith('file:') && url.endsWith('.js') && fileURLToPath(url).startsWith(root);
      const dependency = url.includes('/node_modules/');
      return next(url, own && !dependency ? { ...loadContext, format: 'commonjs' } : loadContext);
    },
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function context(message: InvokeMessage): object {
  const deadline = performance.now() + message.timeoutMs;
  return {
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: message.functionName,
    functionVersion: message.functionVersion,
    invokedFunctionArn: message.invokedFunctionArn,
    memoryLimitInMB: String(message.memoryLimitMb),
    logGroupName: message.logGroupName,
    logStreamName: message.logStreamName,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** `console` ends in these streams too. Left alone they are asynchronous, and an answer would overtake its logs. */
function captureOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      send({ type: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
      const done = rest.find((argument) => typeof argument === 'function');
      if (done !== undefined) queueMicrotask(() => (done as () => void)());
      return true;
    };
  }
}

/** A thread shares its process: signals to "itself" would end the whole local cloud. `process.exit` ends the thread only. */
function shadowProcessEnds(): void {
  const kill = process.kill.bind(process);
  const die = (signal: string | number): never => {
    send({ type: 'killed', signal: String(signal) });
    process.exit(1);
  };
  process.kill = (pid, signal = 'SIGTERM') => {
    if (signal !== 0 && (pid <= 1 || pid === process.pid || pid === process.ppid)) die(signal);
    return kill(pid, signal);
  };
  process.abort = () => die('SIGABRT');
  syncBuiltinESMExports();
}
