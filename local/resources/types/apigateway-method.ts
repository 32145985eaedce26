import type { ApiMethod, Authorizer, BodyCheck } from '../apigateway/api-definition.ts';
import { integrationOf } from '../apigateway/integration.ts';
import { parseRequestParameter, type RequestParameter } from '../apigateway/request-parameter.ts';
import type { RestApi } from '../apigateway/rest-api.ts';
import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';

const FILE = 'local/resources/types/apigateway-method.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html */
export const apiGatewayMethod: Builder = async (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['AuthorizationScopes'], FILE);
  if (properties.optionalBoolean('ApiKeyRequired')) {
    throw new Error(`property ApiKeyRequired is not supported here; extend ${FILE}`);
  }
  const api = cloud.restApis.get(properties.text('RestApiId'));
  const validatorId = properties.optionalText('RequestValidatorId');
  const authorizer = authorizerOf(properties, api);
  const method: ApiMethod = {
    httpMethod: properties.text('HttpMethod'),
    ...(authorizer && { authorizer }),
    ...(validatorId !== undefined && { validator: known(api.validators, validatorId, 'RequestValidatorId') }),
    requiredParameters: requiredParameters(properties),
    models: modelsOf(properties, api),
    integration: integrationOf(properties.group('Integration')),
  };
  api.resources.setMethod(properties.text('ResourceId'), method);
  return { ref: resource.physicalName(), attributes: {} };
};

function authorizerOf(properties: Properties, api: RestApi): Authorizer | undefined {
  const type = properties.optionalText('AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return undefined;
  if (type === 'CUSTOM') return known(api.authorizers, properties.text('AuthorizerId'), 'AuthorizerId');
  throw new Error(`property AuthorizationType ${type} is not supported here; use NONE or CUSTOM, or extend ${FILE}`);
}

function requiredParameters(properties: Properties): readonly RequestParameter[] {
  const parameters = properties.group('RequestParameters');
  return Object.keys(parameters.all)
    .filter((expression) => parameters.optionalBoolean(expression))
    .sort()
    .map((expression) => parseRequestParameter(expression, 'property RequestParameters'));
}

function modelsOf(properties: Properties, api: RestApi): ReadonlyMap<string, BodyCheck> {
  const models = properties.group('RequestModels');
  const entries = Object.keys(models.all).map(
    (contentType) => [contentType.toLowerCase(), known(api.models, models.text(contentType), 'RequestModels')] as const,
  );
  return new Map(entries);
}

function known<T>(things: ReadonlyMap<string, T>, id: string, property: string): T {
  const thing = things.get(id);
  if (thing !== undefined) return thing;
  throw new Error(`property ${property} names ${JSON.stringify(id)}, which this API does not have`);
}
