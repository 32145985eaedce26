import { stableId } from '../apigateway/identifiers.ts';
import { modelCheck } from '../apigateway/model-check.ts';
import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';
import { isTemplateObject, type TemplateObject } from '../../template/template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-model.html */
export const apiGatewayModel: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const api = cloud.restApis.get(properties.text('RestApiId'));
  // A model's name has letters and digits only.
  const name = properties.optionalText('Name') ?? resource.physicalName().replaceAll('-', '');
  api.models.set(name, await modelCheck(name, schemaOf(properties)));
  return { ref: name, attributes: {} };
};

/** An object, or JSON text of one. */
function schemaOf(properties: Properties): TemplateObject {
  const schema = properties.all['Schema'];
  if (typeof schema !== 'string') return properties.group('Schema').all;
  const parsed: unknown = JSON.parse(schema);
  if (isTemplateObject(parsed)) return parsed;
  throw new Error(`property Schema must be a JSON object, found ${schema}`);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html */
export const apiGatewayRequestValidator: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const id = stableId(resource);
  cloud.restApis.get(properties.text('RestApiId')).validators.set(id, {
    checksBody: properties.optionalBoolean('ValidateRequestBody') ?? false,
    checksParameters: properties.optionalBoolean('ValidateRequestParameters') ?? false,
  });
  return { ref: id, attributes: { RequestValidatorId: id } };
};
