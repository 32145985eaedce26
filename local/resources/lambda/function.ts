import { randomUUID } from 'node:crypto';
import type { Clock } from '../../engine/clock.ts';
import { LambdaError } from './errors.ts';
import { LOG_STREAM, logGroupOf, type FunctionConfiguration } from './function-configuration.ts';
import { functionVariables } from './function-variables.ts';
import { WorkerPool, type Crowd } from './worker-pool.ts';

export interface InvokeOptions {
  /** Stops waiting; the invocation itself goes on to its end, as on AWS. */
  readonly signal?: AbortSignal;
  /** An X-Ray header: `Root=1-…;Parent=…;Sampled=1`. */
  readonly traceId?: string;
}

export interface InvokeResult {
  readonly statusCode: 200;
  /** Set when the code failed; the payload is then Lambda's `{errorType, errorMessage, trace}`. */
  readonly functionError?: 'Unhandled';
  /** JSON text. */
  readonly payload: string;
  /** All that the invocation printed, between the lines that Lambda adds; LogResult is its tail. */
  readonly logs: string;
  readonly executedVersion: string;
  readonly requestId: string;
}

/** What all functions of a registry share. */
export interface FunctionSurroundings {
  readonly clock: Clock;
  /** Where the SDKs inside the code find AWS. */
  readonly endpoint: string;
  /** Gets the log of each invocation when it has ended. */
  readonly log?: (functionName: string, text: string) => void;
}

/** A deployed function: its code in a directory, run in worker threads of its own. */
export class LambdaFunction {
  readonly configuration: FunctionConfiguration;
  readonly #clock: Clock;
  readonly #log: FunctionSurroundings['log'];
  readonly #pool: WorkerPool;
  readonly #running = new Set<Promise<unknown>>();

  constructor(configuration: FunctionConfiguration, surroundings: FunctionSurroundings, crowd: Crowd) {
    this.configuration = configuration;
    this.#clock = surroundings.clock;
    this.#log = surroundings.log;
    this.#pool = new WorkerPool(
      {
        clock: surroundings.clock,
        taskRoot: configuration.taskRoot,
        handler: configuration.handler,
        memoryLimitMb: configuration.memoryMb,
        variables: functionVariables(configuration, surroundings.endpoint),
      },
      crowd,
    );
  }

  /** `payload` is JSON text, empty for `{}`; throws InvalidRequestContentException when it is not JSON. */
  async invoke(payload: string, options: InvokeOptions = {}, qualifier = '$LATEST'): Promise<InvokeResult> {
    const event = checkedPayload(payload);
    options.signal?.throwIfAborted();
    const release = this.#clock.busy();
    const running = this.#run(event, options.traceId, qualifier).finally(() => {
      this.#running.delete(running);
      release();
    });
    this.#running.add(running);
    return options.signal === undefined ? await running : await abandonable(running, options.signal);
  }

  /** Closes once what runs now has ended. */
  async retire(): Promise<void> {
    await Promise.allSettled([...this.#running]);
    await this.close();
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #run(payload: string, traceId: string | undefined, version: string): Promise<InvokeResult> {
    const { name, arn, memoryMb, timeoutSeconds } = this.configuration;
    const requestId = randomUUID();
    const logs = [`START RequestId: ${requestId} Version: ${version}\n`];
    const startedAt = performance.now();
    const { failed, payload: answer } = await this.#pool.run(
      {
        requestId,
        payload,
        traceId: traceId ?? newTraceId(this.#clock.now()),
        timeoutMs: timeoutSeconds * 1000,
        functionName: name,
        functionVersion: version,
        invokedFunctionArn: version === '$LATEST' ? arn : `${arn}:${version}`,
        memoryLimitMb: memoryMb,
        logGroupName: logGroupOf(name),
        logStreamName: LOG_STREAM,
      },
      (text) => logs.push(text),
    );
    const durationMs = performance.now() - startedAt;
    logs.push(`END RequestId: ${requestId}\n`, reportLine(requestId, durationMs, memoryMb));
    this.#log?.(name, logs.join(''));
    return {
      statusCode: 200,
      ...(failed && { functionError: 'Unhandled' as const }),
      payload: answer,
      logs: logs.join(''),
      executedVersion: version,
      requestId,
    };
  }
}

function reportLine(requestId: string, durationMs: number, memoryMb: number): string {
  const billed = `Billed Duration: ${Math.ceil(durationMs)} ms`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\t${billed}\tMemory Size: ${memoryMb} MB\n`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB each way for a synchronous call. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

function checkedPayload(payload: string): string {
  if (payload.trim() === '') return '{}';
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_PAYLOAD_BYTES) {
    const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${MAX_PAYLOAD_BYTES} bytes)`;
    throw new LambdaError('RequestTooLargeException', 413, message);
  }
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LambdaError('InvalidRequestContentException', 400, `Could not parse request body into json: ${reason}`);
  }
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader (seconds, in hex) */
function newTraceId(nowMs: number): string {
  const random = randomUUID().replaceAll('-', '');
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(16)};Sampled=0`;
}

function abandonable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abandon, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
