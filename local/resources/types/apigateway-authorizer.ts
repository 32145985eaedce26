import { stableId } from '../apigateway/identifiers.ts';
import { functionArnOf } from '../apigateway/lambda-uri.ts';
import { parseRequestParameter } from '../apigateway/request-parameter.ts';
import type { Builder } from '../builder.ts';

const FILE = 'local/resources/types/apigateway-authorizer.ts';
const DEFAULT_TTL_SECONDS = 300;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export const apiGatewayAuthorizer: Builder = async (resource, cloud) => {
  const { properties } = resource;
  properties.refuse(['IdentityValidationExpression', 'ProviderARNs'], FILE);
  const type = properties.text('Type');
  if (type !== 'TOKEN' && type !== 'REQUEST') {
    throw new Error(`property Type ${type} is not supported here; use TOKEN or REQUEST, or extend ${FILE}`);
  }
  const sources = properties.optionalText('IdentitySource')?.split(',') ?? [];
  const identitySources = sources.map((source) => parseRequestParameter(source, 'property IdentitySource'));
  const ttlSeconds = properties.optionalNumber('AuthorizerResultTtlInSeconds') ?? DEFAULT_TTL_SECONDS;
  if (type === 'TOKEN' && (identitySources.length !== 1 || identitySources[0]?.from !== 'header')) {
    throw new Error('property IdentitySource of a TOKEN authorizer must name one header');
  }
  if (identitySources.length === 0 && ttlSeconds > 0) {
    throw new Error('property IdentitySource is missing; answers that are kept (AuthorizerResultTtlInSeconds) need it');
  }
  const id = stableId(resource);
  const functionArn = functionArnOf(properties.text('AuthorizerUri'), 'property AuthorizerUri');
  const authorizer = { id, type, functionArn, identitySources, ttlSeconds } as const;
  cloud.restApis.get(properties.text('RestApiId')).authorizers.set(id, authorizer);
  return { ref: id, attributes: { AuthorizerId: id } };
};
