import type { ServerResponse } from 'node:http';

import { LambdaError } from '../resources/lambda/errors.ts';
import type { FunctionConfiguration } from '../resources/lambda/function-configuration.ts';
import type { InvokeResult, LambdaFunction } from '../resources/lambda/function.ts';
import type { FunctionRegistry } from '../resources/lambda/registry.ts';
import { ApiError, send, sendJson } from './answer.ts';
import type { ApiRequest, ApiResponse, Service } from './service.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html: `/2015-03-31/functions[/name[/invocations]]`. */
const PATH = /^\/\d{4}-\d{2}-\d{2}\/functions(?:\/([^/]+))?(?:\/([^/]+))?\/?$/;

/** LogResult carries the last 4 KB of an invocation's log. */
const LOG_TAIL_BYTES = 4096;

/** Invoke, GetFunction and ListFunctions. */
export function lambdaService(functions: FunctionRegistry): Service {
  return {
    name: 'lambda',
    async handle(request, response) {
      const [, encoded, action] = PATH.exec(request.rawPath) ?? [];
      const name = encoded === undefined ? undefined : decodeURIComponent(encoded);
      try {
        if (request.method === 'POST' && name !== undefined && action === 'invocations') {
          return await invoke(functions, name, request, response);
        }
        if (request.method === 'GET' && name !== undefined && action === undefined) {
          return sendJson(response, 200, { Configuration: configurationAnswer(functions.get(name)) });
        }
        if (request.method === 'GET' && name === undefined) {
          return sendJson(response, 200, { Functions: functions.list().map(configurationAnswer) });
        }
      } catch (thrown) {
        if (thrown instanceof LambdaError)
          throw new ApiError(thrown.name, thrown.statusCode, thrown.message, { Type: 'User' });
        throw thrown;
      }
      throw new ApiError(
        'UnknownOperationException',
        404,
        `the local Lambda has no ${request.method} ${request.rawPath}; it has Invoke, GetFunction and ListFunctions`,
      );
    },
  };
}

async function invoke(
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

function configurationAnswer({ configuration }: LambdaFunction): object {
  const {
    name,
    arn,
    runtime,
    handler,
    timeoutSeconds,
    memoryMb,
    environment,
    role,
    description,
  }: FunctionConfiguration = configuration;
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: runtime,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    Environment: { Variables: environment },
    Role: role,
    Description: description ?? '',
    Version: '$LATEST',
    State: 'Active',
    PackageType: 'Zip',
  };
}
