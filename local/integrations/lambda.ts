import { randomUUID } from 'node:crypto';

import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration, TaskCall } from '../engine/integration.ts';
import { isObject, type Json } from '../query/json.ts';
import { sdkMetadata } from './http-metadata.ts';

/** The functions that tasks invoke; whoever runs them implements this. */
export interface LambdaInvoker {
  /** `payload` and the answer's payload are JSON text. Rejects with an Error named ResourceNotFoundException. */
  invoke(functionNameOrArn: string, payload: string, options: { readonly signal?: AbortSignal }): Promise<LambdaAnswer>;
}

export interface LambdaAnswer {
  readonly statusCode: number;
  readonly functionError?: string;
  readonly payload: string;
  readonly executedVersion: string;
  /** What the invocation printed. */
  readonly logs: string;
  readonly requestId: string;
}

/** LogResult is the end of an invocation's log. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const LOG_TAIL_BYTES = 4096;

/** A Task whose Resource is a function's ARN: its events and its output are the function's own. */
export function lambdaFunctionIntegration(functionArn: string, invoker: LambdaInvoker): Integration {
  return {
    events: 'LambdaFunction',
    resourceType: 'lambda',
    resource: functionArn,
    pattern: 'request',
    call: async (parameters, task) =>
      parsedPayload(await invoke(invoker, functionArn, JSON.stringify(parameters), task)),
  };
}

/**
 * `arn:aws:states:::lambda:invoke`: the answer carries Invoke's own members around the payload.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export function lambdaInvokeIntegration(pattern: 'request' | 'waitForTaskToken', invoker: LambdaInvoker): Integration {
  return {
    events: 'Task',
    resourceType: 'lambda',
    resource: pattern === 'request' ? 'invoke' : 'invoke.waitForTaskToken',
    pattern,
    async call(parameters, task) {
      const { FunctionName: name, Payload: payload, LogType: logType } = isObject(parameters) ? parameters : {};
      if (typeof name !== 'string') {
        throw new StatesError(
          'States.Runtime',
          `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [The field 'FunctionName' is required but was missing]`,
        );
      }
      const answer = await invoke(
        invoker,
        name,
        payload === undefined || payload === null ? '{}' : JSON.stringify(payload),
        task,
      );
      const headers = {
        'content-length': String(Buffer.byteLength(answer.payload)),
        'content-type': 'application/json',
        date: new Date(task.clock.now()).toUTCString(),
        'x-amz-executed-version': answer.executedVersion,
        'x-amzn-remapped-content-length': '0',
        'x-amzn-trace-id': `root=1-${randomUUID().replaceAll('-', '').slice(0, 8)}-${randomUUID().replaceAll('-', '').slice(0, 24)};sampled=0`,
      };
      return {
        ExecutedVersion: answer.executedVersion,
        ...(logType === 'Tail' && { LogResult: Buffer.from(answer.logs).subarray(-LOG_TAIL_BYTES).toString('base64') }),
        Payload: parsedPayload(answer),
        ...sdkMetadata({ statusCode: answer.statusCode, headers }, { connection: 'Connection' }, answer.requestId),
        StatusCode: answer.statusCode,
      };
    },
  };
}

async function invoke(invoker: LambdaInvoker, name: string, payload: string, task: TaskCall): Promise<LambdaAnswer> {
  const controller = new AbortController();
  const forget = task.cancellation.onCancel(() => controller.abort());
  try {
    const answer = await invoker.invoke(name, payload, { signal: controller.signal });
    if (answer.functionError === undefined) return answer;
    throw new StatesError(errorType(answer.payload), answer.payload);
  } catch (thrown) {
    if (task.cancellation.cancelled) throw new CancelledError();
    if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') throw functionNotFound(thrown);
    throw thrown;
  } finally {
    forget();
  }
}

/** What a function threw: the name of its error, which Retry and Catch match. */
function errorType(payload: string): string {
  const error = JSON.parse(payload) as Json;
  return isObject(error) && typeof error.errorType === 'string' ? error.errorType : 'Lambda.Unknown';
}

function parsedPayload(answer: LambdaAnswer): Json {
  return answer.payload === '' ? null : (JSON.parse(answer.payload) as Json);
}

function functionNotFound(thrown: Error): StatesError {
  // The service names the version it looked for, which is $LATEST unless the caller names one.
  const message = thrown.message.replace(/(:function:[^:]+)$/, '$1:$LATEST');
  return new StatesError(
    'Lambda.ResourceNotFoundException',
    `${message} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}
