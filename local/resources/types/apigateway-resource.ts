import { stableId } from '../apigateway/identifiers.ts';
import type { Builder } from '../builder.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
export const apiGatewayResource: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const id = stableId(resource);
  const api = cloud.restApis.get(properties.text('RestApiId'));
  api.resources.add(id, properties.text('ParentId'), properties.text('PathPart'));
  return { ref: id, attributes: { ResourceId: id } };
};
