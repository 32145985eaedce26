import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';
import { javaException, javaNames } from './member-names.ts';
import { SdkFailure, type SdkCaller } from './sdk-client.ts';
import { SDK_SERVICES } from './sdk-services.ts';

/**
 * `arn:aws:states:::aws-sdk:service:action`: any API of a known service, answered as it is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsSdkIntegration(
  service: string,
  action: string,
  pattern: 'request' | 'waitForTaskToken',
  caller: SdkCaller,
): Integration {
  const call = { service, action, names: javaNames };
  return {
    events: 'Task',
    resourceType: `aws-sdk:${service}`,
    resource: pattern === 'request' ? action : `${action}.waitForTaskToken`,
    pattern,
    problems: (parameters) => caller.problems(call, parameters),
    async call(parameters, task) {
      try {
        return (await caller.call(call, parameters, task.cancellation)).output;
      } catch (thrown) {
        if (task.cancellation.cancelled) throw new CancelledError();
        throw thrown instanceof SdkFailure ? refused(thrown, service, action) : thrown;
      }
    },
  };
}

/** The Java SDK's class and words: what its model does not know is the service's own exception, e.g. `S3.S3Exception`. */
function refused({ message, refusal }: SdkFailure, service: string, action: string): StatesError {
  const { errorPrefix: prefix = service, renamed } = SDK_SERVICES[service] ?? {};
  const { exception = '', statusCode, requestId, extendedRequestId } = refusal;
  const java = renamed?.[action]?.[exception];
  const parts = [`Service: ${prefix}`, `Status Code: ${statusCode}`, `Request ID: ${requestId}`];
  if (extendedRequestId !== undefined) parts.push(`Extended Request ID: ${extendedRequestId}`);
  return new StatesError(
    `${prefix}.${javaException(java ?? (exception === '' ? prefix : exception))}`,
    // An answer without a body has no words either.
    `${java === undefined ? message : 'null'} (${parts.join(', ')}) (SDK Attempt Count: 1)`,
  );
}
