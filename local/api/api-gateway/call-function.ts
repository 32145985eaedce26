import type { Clock } from '../../engine/clock.ts';
import { LambdaError } from '../../resources/lambda/errors.ts';
import type { InvokeResult } from '../../resources/lambda/function.ts';
import type { FunctionRegistry } from '../../resources/lambda/registry.ts';
import { GatewayFailure } from './failure.ts';

/** Invokes a function and waits for so long; a failure of its code is a result. */
export type CallFunction = (functionArn: string, event: object, timeoutMs?: number) => Promise<InvokeResult>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const LONGEST_TIMEOUT_MS = 29_000;

/** Throws a failure when there is no such function, the event is too large for it, or the time is over. */
export function functionCaller(functions: FunctionRegistry, clock: Clock): CallFunction {
  return async (functionArn, event, timeoutMs = LONGEST_TIMEOUT_MS) => {
    const overtime = new AbortController();
    // Begins first: time is not skipped while it runs.
    const result = functions.invoke(functionArn, JSON.stringify(event), { signal: overtime.signal });
    const timer = clock.schedule(clock.now() + timeoutMs, () => {
      overtime.abort(new GatewayFailure('INTEGRATION_TIMEOUT', { reason: `${functionArn} took over ${timeoutMs} ms` }));
    });
    try {
      return await result;
    } catch (error) {
      if (!(error instanceof LambdaError)) throw error;
      if (error.statusCode === 413) throw new GatewayFailure('REQUEST_TOO_LARGE', { reason: error.message });
      throw new GatewayFailure('API_CONFIGURATION_ERROR', { reason: error.message });
    } finally {
      timer.cancel();
    }
  };
}
