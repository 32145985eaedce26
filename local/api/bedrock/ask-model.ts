import type { Clock } from '../../engine/clock.ts';
import { bedrockError } from '../../models/bedrock-errors.ts';
import type { ModelDriver, ModelRequest } from '../../models/driver.ts';
import { ModelError } from '../../models/driver.ts';
import type { Fault, Faults } from '../../models/faults.ts';
import { completeAnswer, spoil } from './complete-answer.ts';
import type { CompleteAnswer } from './complete-answer.ts';

export interface Asked {
  readonly answer: CompleteAnswer;
  /** What a stream breaks with half-way. */
  readonly breaksWith?: ModelError;
  /** For the call log. */
  readonly outcome: string;
}

/** Waits out the fault that hits the call, if any, asks the driver, and shapes its answer. Throws `ModelError`. */
export async function askModel(
  { driver, faults, clock }: { readonly driver: ModelDriver; readonly faults: Faults; readonly clock: Clock },
  request: ModelRequest,
  streaming: boolean,
): Promise<Asked> {
  const start = clock.now();
  const fault = faults.take(request.modelId, request.promptId);
  if (fault !== undefined && fault.latencyMs > 0) await sleep(clock, fault.latencyMs, request.signal);
  const error = fault === undefined ? undefined : asError(fault);
  const midStream = streaming && fault !== undefined && breaksMidStream(fault);
  if (error !== undefined && !midStream) throw error;

  const said = await answerOf(driver, request, clock);
  const answer = completeAnswer(request, said, Math.max(0, Math.round(clock.now() - start)));
  if (error !== undefined) return { answer, breaksWith: error, outcome: error.name };
  if (fault?.error === 'truncated' || fault?.error === 'malformed') {
    return { answer: spoil(answer, fault.error), outcome: fault.error };
  }
  return { answer, outcome: fault?.error ?? 'ok' };
}

async function answerOf(driver: ModelDriver, request: ModelRequest, clock: Clock): ReturnType<ModelDriver['answer']> {
  // A driver may call a real model: time must not be skipped meanwhile.
  const done = clock.busy();
  try {
    return await driver.answer(request);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw bedrockError('InternalServerException', `the model driver "${driver.name}" failed: ${String(error)}`);
  } finally {
    done();
  }
}

function asError({ error, message }: Fault): ModelError | undefined {
  if (error === 'malformed' || error === 'truncated' || error === 'slow') return undefined;
  return bedrockError(error === 'timeout' ? 'ModelTimeoutException' : error, message);
}

// The exceptions that both streams of Bedrock declare; any other can only come before the first byte.
const STREAMED: readonly Fault['error'][] = [
  'InternalServerException',
  'ModelStreamErrorException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'ValidationException',
];

function breaksMidStream({ error, midStream }: Fault): boolean {
  return error === 'ModelStreamErrorException' || (midStream && STREAMED.includes(error));
}

function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      timer.cancel();
      reject(bedrockError('ModelTimeoutException', 'the client closed the connection before the model answered'));
    };
    const timer = clock.schedule(clock.now() + milliseconds, () => {
      signal.removeEventListener('abort', gone);
      resolve();
    });
    signal.addEventListener('abort', gone, { once: true });
  });
}
