import { randomUUID } from 'node:crypto';

import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';
import { isObject, type Json } from '../query/json.ts';
import { sdkMetadata, type HeaderStyle } from './http-metadata.ts';
import { apiNames } from './member-names.ts';
import { SdkFailure, type SdkCaller } from './sdk-client.ts';

/**
 * The optimized integrations that are one API call: what differs between them, as data.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
interface OptimizedService {
  /** In SDK_SERVICES. */
  readonly sdk: string;
  readonly actions: readonly string[];
  /** Before the dot of an error, e.g. `DynamoDB.ConditionalCheckFailedException`. */
  readonly errorPrefix: string;
  /** As the service calls itself in a cause. */
  readonly serviceName: string;
  /** Undefined: the answer comes without SdkHttpMetadata. */
  readonly headers?: HeaderStyle;
  /** The exception for codes that the service's Java client has no class for. */
  readonly baseException: string;
  /** Why no request can be made with the parameters, as the client itself says. */
  readonly unreachable?: (parameters: Json) => string | undefined;
  /** An answer that is a failure all the same. */
  readonly failure?: (output: Json) => StatesError | undefined;
}

export const OPTIMIZED_SERVICES: Readonly<Record<string, OptimizedService>> = {
  dynamodb: {
    sdk: 'dynamodb',
    actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
    errorPrefix: 'DynamoDB',
    serviceName: 'AmazonDynamoDBv2',
    baseException: 'AmazonDynamoDBException',
    headers: { connection: 'Connection', extra: { Server: 'Server' } },
  },
  sqs: {
    sdk: 'sqs',
    actions: ['sendMessage'],
    errorPrefix: 'SQS',
    serviceName: 'AmazonSQS',
    baseException: 'AmazonSQSException',
    headers: { connection: 'connection' },
    unreachable: unknownQueueHost,
  },
  sns: {
    sdk: 'sns',
    actions: ['publish'],
    errorPrefix: 'SNS',
    serviceName: 'AmazonSNS',
    baseException: 'AmazonSNSException',
    headers: { connection: 'connection' },
  },
  events: {
    sdk: 'eventbridge',
    actions: ['putEvents'],
    errorPrefix: 'EventBridge',
    serviceName: 'AmazonEventBridge',
    baseException: 'AmazonEventBridgeException',
    failure: failedEntry,
  },
  // For the ItemReader and the ResultWriter of a Map alone; validation refuses them as the Resource of a Task.
  s3: {
    sdk: 's3',
    actions: ['getObject', 'listObjectsV2', 'putObject'],
    errorPrefix: 'S3',
    serviceName: 'Amazon S3',
    baseException: 'AmazonS3Exception',
  },
  states: {
    sdk: 'sfn',
    actions: ['startExecution'],
    errorPrefix: 'StepFunctions',
    serviceName: 'AWSStepFunctions',
    baseException: 'AWSStepFunctionsException',
    headers: { connection: 'connection' },
  },
};

/** Undefined when the service has no such optimized action. */
export function optimizedIntegration(
  service: string,
  action: string,
  pattern: 'request' | 'waitForTaskToken',
  caller: SdkCaller,
): Integration | undefined {
  const known = OPTIMIZED_SERVICES[service];
  if (!known?.actions.includes(action)) return undefined;
  const call = { service: known.sdk, action, names: apiNames };
  return {
    events: 'Task',
    resourceType: service,
    resource: pattern === 'request' ? action : `${action}.waitForTaskToken`,
    pattern,
    problems: (parameters) => caller.problems(call, parameters),
    call: async (parameters, task) => {
      const unreachable = known.unreachable?.(parameters);
      if (unreachable !== undefined) throw new StatesError(`${known.errorPrefix}.SdkClientException`, unreachable);
      try {
        const { output, http } = await caller.call(call, parameters, task.cancellation);
        const failure = known.failure?.(output);
        if (failure) throw failure;
        return known.headers ? { ...output, ...sdkMetadata(http, known.headers, randomUUID()) } : output;
      } catch (thrown) {
        if (task.cancellation.cancelled) throw new CancelledError();
        throw thrown instanceof SdkFailure ? refused(thrown, known) : thrown;
      }
    },
  };
}

function refused({ message, refusal }: SdkFailure, service: OptimizedService): StatesError {
  const { exception = service.baseException, statusCode, requestId } = refusal;
  // Only the codes that SQS has an exception for begin with its old name; the local queues write it before every code.
  const code = refusal.exception === undefined ? refusal.code.replace(/^AWS\.SimpleQueueService\./, '') : refusal.code;
  return new StatesError(
    `${service.errorPrefix}.${exception.endsWith('Exception') ? exception : `${exception}Exception`}`,
    `${message} (Service: ${service.serviceName}; Status Code: ${statusCode}; ` +
      `Error Code: ${code}; Request ID: ${requestId || randomUUID()}; Proxy: null)`,
  );
}

/** The client of SQS calls the host that the queue's URL names; those of AWS lead here. */
function unknownQueueHost(parameters: Json): string | undefined {
  const url = isObject(parameters) ? String(parameters.QueueUrl) : '';
  const host = URL.canParse(url) ? new URL(url).hostname : 'localhost';
  return /(?:^|\.)(?:localhost|amazonaws\.com(?:\.cn)?)$|^127\.|^\[::1\]$/.test(host)
    ? undefined
    : `Unable to execute HTTP request: ${host}: Name or service not known`;
}

/** PutEvents answers 200 also when it refused entries; a task that lost an event must not succeed. */
function failedEntry(output: Json): StatesError | undefined {
  if (!isObject(output) || output.FailedEntryCount === 0) return undefined;
  return new StatesError('EventBridge.FailedEntry', JSON.stringify(output));
}
