import type { Integration, Integrations } from '../engine/integration.ts';
import { activityIntegration, type ActivityOffers } from './activity.ts';
import { awsSdkIntegration } from './aws-sdk.ts';
import { lambdaFunctionIntegration, lambdaInvokeIntegration, type LambdaInvoker } from './lambda.ts';
import { nestedExecutionIntegration, type ExecutionWatcher } from './nested-execution.ts';
import { optimizedIntegration } from './optimized.ts';
import { resultProblem } from './result-models.ts';
import { sdkCaller } from './sdk-client.ts';
import { SDK_ACTIONS } from './sdk-actions.ts';
import { SDK_SERVICES } from './sdk-services.ts';

/** Live resources and where the APIs answer. */
export interface IntegrationSources {
  readonly endpoint: string;
  readonly region: string;
  readonly lambda: LambdaInvoker;
  readonly activities: ActivityOffers;
  /** A function, because executions and integrations need each other. */
  readonly executions: () => ExecutionWatcher;
}

const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[\w-]+:\d*:function:/;
const ACTIVITY_ARN = /^arn:aws[\w-]*:states:[^:]*:[^:]*:activity:[^:]+$/;
const SERVICE_ARN = /^arn:aws[\w-]*:states:[\w-]*:\d*:([\w-]+):(?:(\w+):)?(\w+?)(\.waitForTaskToken|\.sync(?::2)?)?$/;

/** Resource → call. Every Resource is looked up once. */
export function integrations(sources: IntegrationSources): Integrations {
  const caller = sdkCaller(sources.endpoint, sources.region);
  const known = new Map<string, Integration>();
  const resolve = (resource: string): Integration => {
    if (FUNCTION_ARN.test(resource)) return lambdaFunctionIntegration(resource, sources.lambda);
    if (ACTIVITY_ARN.test(resource)) return activityIntegration(resource, sources.activities);
    const [, service = '', sdkService, action = '', suffix = ''] = SERVICE_ARN.exec(resource) ?? [];
    const found = serviceIntegration(service, sdkService, action, suffix);
    if (found) return found;
    const actions = service === 'aws-sdk' ? actionsOf(sdkService) : undefined;
    throw new Error(
      `the local cloud has no integration for '${resource}': add it to local/integrations/ ` +
        (actions
          ? `(actions of ${sdkService} it knows: ${actions.join(', ')})`
          : `(aws-sdk services it knows: ${Object.keys(SDK_SERVICES).join(', ')})`),
    );
  };

  const serviceIntegration = (
    service: string,
    sdkService: string | undefined,
    action: string,
    suffix: string,
  ): Integration | undefined => {
    const pattern = suffix === '.waitForTaskToken' ? 'waitForTaskToken' : 'request';
    if (suffix.startsWith('.sync')) {
      const version = suffix === '.sync:2' ? ':2' : '';
      const isNested = service === 'states' && action === 'startExecution';
      return isNested ? nestedExecutionIntegration(version, caller, sources.executions()) : undefined;
    }
    if (service === 'aws-sdk') {
      return sdkService !== undefined && actionsOf(sdkService)?.includes(action)
        ? awsSdkIntegration(sdkService, action, pattern, caller)
        : undefined;
    }
    if (service === 'lambda' && action === 'invoke') return lambdaInvokeIntegration(pattern, sources.lambda);
    return optimizedIntegration(service, action, pattern, caller);
  };

  return {
    resultProblem,
    resolve(resource) {
      let integration = known.get(resource);
      if (!integration) known.set(resource, (integration = resolve(resource)));
      return integration;
    },
  };
}

function actionsOf(sdkService = ''): readonly string[] | undefined {
  return Object.hasOwn(SDK_ACTIONS, sdkService) ? SDK_ACTIONS[sdkService] : undefined;
}
