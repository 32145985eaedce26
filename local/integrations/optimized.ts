import { randomUUID } from 'node:crypto';

import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';
import { isObject, type Json } from '../query/json.ts';
import { sdkMetadata, type HeaderStyle } from './http-metadata.ts';
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
  readonly baseException?: string;
  /** An answer that is a failure all the same. */
  readonly failure?: (output: Json) => StatesError | undefined;
}

export const OPTIMIZED_SERVICES: Readonly<Record<string, OptimizedService>> = {
  dynamodb: {
    sdk: 'dynamodb',
    actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
    errorPrefix: 'DynamoDB',
    serviceName: 'AmazonDynamoDBv2',
    headers: { connection: 'Connection', extra: { Server: 'Server' } },
  },
  sqs: {
    sdk: 'sqs',
    actions: ['sendMessage'],
    errorPrefix: 'SQS',
    serviceName: 'AmazonSQS',
    headers: { connection: 'connection' },
    baseException: 'AmazonSQSException',
  },
  sns: {
    sdk: 'sns',
    actions: ['publish'],
    errorPrefix: 'SNS',
    serviceName: 'AmazonSNS',
    headers: { connection: 'connection' },
  },
  events: {
    sdk: 'eventbridge',
    actions: ['putEvents'],
    errorPrefix: 'EventBridge',
    serviceName: 'AmazonEventBridge',
    failure: failedEntry,
  },
  // For the ItemReader and the ResultWriter of a Map alone; validation refuses them as the Resource of a Task.
  s3: {
    sdk: 's3',
    actions: ['getObject', 'listObjectsV2', 'putObject'],
    errorPrefix: 'S3',
    serviceName: 'Amazon S3',
  },
  states: {
    sdk: 'sfn',
    actions: ['startExecution'],
    errorPrefix: 'StepFunctions',
    serviceName: 'AWSStepFunctions',
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
  return {
    events: 'Task',
    resourceType: service,
    resource: pattern === 'request' ? action : `${action}.waitForTaskToken`,
    pattern,
    call: async (parameters, task) => {
      try {
        const { output, http } = await caller.call(known.sdk, action, parameters, task.cancellation);
        const failure = known.failure?.(output);
        if (failure) throw failure;
        return known.headers ? { ...output, ...sdkMetadata(http, known.headers, randomUUID()) } : output;
      } catch (thrown) {
        if (task.cancellation.cancelled) throw new CancelledError();
        throw thrown instanceof SdkFailure ? refusal(thrown, known) : thrown;
      }
    },
  };
}

function refusal(failure: SdkFailure, service: OptimizedService): StatesError {
  const name = failure.exception.endsWith('Exception') ? failure.exception : `${failure.exception}Exception`;
  return new StatesError(
    `${service.errorPrefix}.${service.baseException ?? name}`,
    `${failure.message} (Service: ${service.serviceName}; Status Code: ${failure.statusCode}; ` +
      `Error Code: ${failure.code}; Request ID: ${failure.requestId || randomUUID()}; Proxy: null)`,
  );
}

/** PutEvents answers 200 also when it refused entries; a task that lost an event must not succeed. */
function failedEntry(output: Json): StatesError | undefined {
  if (!isObject(output) || output.FailedEntryCount === 0) return undefined;
  return new StatesError('EventBridge.FailedEntry', JSON.stringify(output));
}
