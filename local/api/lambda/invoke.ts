import type { ServerResponse } from 'node:http';
import type { InvokeResult } from '../../resources/lambda/function.ts';
import type { FunctionRegistry } from '../../resources/lambda/registry.ts';
import { send } from '../answer.ts';
import type { ApiRequest, ApiResponse } from '../service.ts';

/** LogResult carries the last 4 KB of an invocation's log. */
const LOG_TAIL_BYTES = 4096;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke(
  functions: FunctionRegistry,
  name: string,
  request: ApiRequest,
  response: ApiResponse,
): Promise<void> {
  const qualifier = request.query.get('Qualifier') ?? undefined;
  const payload = (await request.body()).toString('utf8');
  switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      functions.get(name, qualifier);
      return answer(response, 204, '');
    case 'Event':
      functions.get(name, qualifier);
      // Nobody waits for it; a failure of the code is in its log.
      void functions.invoke(name, payload, { qualifier }).catch(() => {});
      return answer(response, 202, '');
    default: {
      const result = await functions.invoke(name, payload, { qualifier });
      invocationHeaders(response as ServerResponse, result, request.headers['x-amz-log-type'] === 'Tail');
      return answer(response, 200, result.payload);
    }
  }
}

function invocationHeaders(response: ServerResponse, result: InvokeResult, wantsLog: boolean): void {
  response.setHeader('x-amz-executed-version', result.executedVersion);
  if (result.functionError) response.setHeader('x-amz-function-error', result.functionError);
  if (wantsLog) {
    response.setHeader('x-amz-log-result', Buffer.from(result.logs).subarray(-LOG_TAIL_BYTES).toString('base64'));
  }
}

function answer(response: ApiResponse, status: number, payload: string): void {
  send(response, status, 'application/json', payload);
}
