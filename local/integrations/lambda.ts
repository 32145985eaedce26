import { randomUUID } from 'node:crypto';

import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration, TaskCall } from '../engine/integration.ts';
import { isObject, type Json, type JsonObject } from '../query/json.ts';
import { sdkMetadata } from './http-metadata.ts';

/** The functions that tasks invoke; whoever runs them implements this. */
export interface LambdaInvoker {
  /** `payload` and the answer's payload are JSON text. Rejects with an Error named ResourceNotFoundException. */
  invoke(functionNameOrArn: string, payload: string, options: { readonly signal?: AbortSignal }): Promise<LambdaAnswer>;
  /** Throws an Error named ResourceNotFoundException when there is no such function. */
  get(functionNameOrArn: string): unknown;
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

const PARAMETERS = ['ClientContext', 'FunctionName', 'InvocationType', 'LogType', 'Payload', 'Qualifier'];

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
    problems: invokeProblems,
    async call(parameters, task) {
      const { FunctionName, InvocationType, LogType, Payload = null, Qualifier } = parameters as JsonObject;
      const name = typeof Qualifier === 'string' ? `${String(FunctionName)}:${Qualifier}` : String(FunctionName);
      const payload = payloadText(Payload);
      if (InvocationType === 'Event' || InvocationType === 'DryRun') {
        return unawaited(InvocationType, invoker, name, payload);
      }
      const answer = await invoke(invoker, name, payload, task);
      const logResult =
        LogType === 'Tail' ? Buffer.from(answer.logs).subarray(-LOG_TAIL_BYTES).toString('base64') : undefined;
      const headers = {
        'content-length': String(Buffer.byteLength(answer.payload)),
        'content-type': 'application/json',
        date: new Date(task.clock.now()).toUTCString(),
        'x-amz-executed-version': answer.executedVersion,
        ...(logResult !== undefined && { 'x-amz-log-result': logResult }),
        'x-amzn-remapped-content-length': '0',
        'x-amzn-trace-id': `root=1-${randomUUID().replaceAll('-', '').slice(0, 8)}-${randomUUID().replaceAll('-', '').slice(0, 24)};sampled=0`,
      };
      return {
        ExecutedVersion: answer.executedVersion,
        ...(logResult !== undefined && { LogResult: logResult }),
        Payload: parsedPayload(answer),
        ...sdkMetadata({ statusCode: answer.statusCode, headers }, { connection: 'Connection' }, answer.requestId),
        StatusCode: answer.statusCode,
      };
    },
  };
}

function invokeProblems(parameters: Json): readonly string[] {
  const given = isObject(parameters) ? parameters : {};
  return [
    ...(given.FunctionName === undefined ? [`The field 'FunctionName' is required but was missing`] : []),
    ...Object.keys(given)
      .filter((name) => !PARAMETERS.includes(name))
      .map((name) => `The field "${name}" is not supported by Step Functions`),
  ];
}

/** The answer comes before the function has run; what becomes of it is in its log. */
function unawaited(type: 'Event' | 'DryRun', invoker: LambdaInvoker, name: string, payload: string): Json {
  try {
    invoker.get(name);
  } catch (thrown) {
    throw refused(thrown);
  }
  if (type === 'Event') void invoker.invoke(name, payload, {}).catch(() => {});
  const statusCode = type === 'Event' ? 202 : 204;
  const http = { statusCode, headers: { 'content-length': '0', 'x-amzn-remapped-content-length': '0' } };
  return { Payload: '', ...sdkMetadata(http, { connection: 'Connection' }, randomUUID()), StatusCode: statusCode };
}

/** Bytes for the API: as recorded, text that is JSON goes as it is. */
function payloadText(payload: Json): string {
  if (payload === null) return '{}';
  if (typeof payload === 'string' && isJson(payload)) return payload;
  return JSON.stringify(payload);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
    throw refused(thrown);
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

/** What Lambda's API answers in the words of its Java client; anything else is no refusal. */
function refused(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('statusCode' in thrown)) return thrown;
  // The service names the version it looked for, which is $LATEST unless the caller names one.
  const message = thrown.message.replace(/(:function:[^:]+)$/, '$1:$LATEST');
  return new StatesError(
    `Lambda.${thrown.name}`,
    `${message} (Service: AWSLambda; Status Code: ${String(thrown.statusCode)}; Error Code: ${thrown.name}; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}
