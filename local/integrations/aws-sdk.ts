import { CancelledError } from '../engine/cancellation.ts';
import { StatesError } from '../engine/errors.ts';
import type { Integration } from '../engine/integration.ts';
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
  const prefix = SDK_SERVICES[service]?.errorPrefix ?? service;
  return {
    events: 'Task',
    resourceType: `aws-sdk:${service}`,
    resource: pattern === 'request' ? action : `${action}.waitForTaskToken`,
    pattern,
    async call(parameters, task) {
      try {
        return (await caller.call(service, action, parameters, task.cancellation)).output;
      } catch (thrown) {
        if (task.cancellation.cancelled) throw new CancelledError();
        if (!(thrown instanceof SdkFailure)) throw thrown;
        throw new StatesError(`${prefix}.${exceptionName(thrown.exception)}`, wording(thrown, prefix));
      }
    },
  };
}

/** The Java SDK's class names, which end in Exception even where the service's code does not. */
function exceptionName(name: string): string {
  return name.endsWith('Exception') ? name : `${name.replace(/Error$/, '')}Exception`;
}

function wording(failure: SdkFailure, service: string): string {
  const parts = [`Service: ${service}`, `Status Code: ${failure.statusCode}`, `Request ID: ${failure.requestId}`];
  return `${failure.message} (${parts.join(', ')}) (SDK Attempt Count: 1)`;
}
