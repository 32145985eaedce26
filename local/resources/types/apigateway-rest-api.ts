import { stableId } from '../apigateway/identifiers.ts';
import type { Builder } from '../builder.ts';

const FILE = 'local/resources/types/apigateway-rest-api.ts';
/** As long as AWS's own. */
const ID_LENGTH = 10;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
export const apiGatewayRestApi: Builder = async (resource, cloud) => {
  const { properties, stackName, logicalId } = resource;
  const refused = ['ApiKeySourceType', 'Body', 'BodyS3Location', 'CloneFrom', 'MinimumCompressionSize', 'Policy'];
  properties.refuse(refused, FILE);
  if (properties.optionalBoolean('DisableExecuteApiEndpoint')) {
    throw new Error(`property DisableExecuteApiEndpoint leaves no address to call; extend ${FILE}`);
  }
  const endpoints = properties.group('EndpointConfiguration');
  if (endpoints.list('Types').includes('PRIVATE')) {
    throw new Error(`property EndpointConfiguration.Types PRIVATE is not supported here; extend ${FILE}`);
  }
  const id = stableId(resource, ID_LENGTH);
  const RootResourceId = stableId({ stackName, logicalId: `${logicalId}/` }, ID_LENGTH);
  cloud.restApis.create({
    id,
    name: properties.text('Name'),
    rootResourceId: RootResourceId,
    binaryMediaTypes: properties.list('BinaryMediaTypes').map(String),
  });
  return { ref: id, attributes: { RestApiId: id, RootResourceId } };
};

/**
 * The role for logs in the account's settings; nobody writes such logs here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
 */
export const apiGatewayAccount: Builder = async (resource) => {
  const ref = resource.physicalName();
  return { ref, attributes: { Id: ref } };
};
