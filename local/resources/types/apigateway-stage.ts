import type { Builder } from '../builder.ts';
import { stableId } from '../apigateway/identifiers.ts';
import { throttleSettings } from '../apigateway/throttle-settings.ts';

const FILE = 'local/resources/types/apigateway-stage.ts';

/**
 * A stage serves the API as it is built, so a deployment is only a name here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
export const apiGatewayDeployment: Builder = async (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['DeploymentCanarySettings', 'StageDescription', 'StageName'], FILE);
  cloud.restApis.get(properties.text('RestApiId'));
  const id = stableId(resource);
  return { ref: id, attributes: { DeploymentId: id } };
};

/**
 * Logs, metrics and traces of a stage are not written here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
 */
export const apiGatewayStage: Builder = async ({ properties }, cloud) => {
  properties.refuse(['CanarySetting'], FILE);
  const settings = properties.groups('MethodSettings');
  if ([properties, ...settings].some(caches)) throw new Error(`caching is not supported here; extend ${FILE}`);
  const name = properties.text('StageName');
  const variables = properties.group('Variables');
  cloud.restApis.get(properties.text('RestApiId')).stages.set(name, {
    name,
    deploymentId: properties.text('DeploymentId'),
    variables: Object.fromEntries(Object.keys(variables.all).map((key) => [key, variables.text(key)])),
    limitsOf: throttleSettings(settings),
  });
  return { ref: name, attributes: {} };
};

function caches(properties: { optionalBoolean(name: string): boolean | undefined }): boolean {
  return ['CacheClusterEnabled', 'CachingEnabled'].some((name) => properties.optionalBoolean(name));
}
