import type { GatewayResponse } from '../apigateway/api-definition.ts';
import { checkTemplate } from '../apigateway/error-template.ts';
import { staticHeaders } from '../apigateway/static-headers.ts';
import type { Builder } from '../builder.ts';
import type { Properties } from '../properties.ts';

const FILE = 'local/resources/types/apigateway-gateway-response.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
export const apiGatewayGatewayResponse: Builder = async (resource, cloud) => {
  const { properties } = resource;
  const status = properties.optionalNumber('StatusCode');
  const template = templateOf(properties);
  cloud.restApis.get(properties.text('RestApiId')).gatewayResponses.set(properties.text('ResponseType'), {
    ...(status !== undefined && { status }),
    headers: staticHeaders(properties.group('ResponseParameters'), 'gatewayresponse.header.', FILE),
    ...(template && { template }),
  });
  const ref = resource.physicalName();
  return { ref, attributes: { Id: ref } };
};

function templateOf(properties: Properties): GatewayResponse['template'] {
  const templates = properties.group('ResponseTemplates');
  const [contentType, ...others] = Object.keys(templates.all);
  if (contentType === undefined) return undefined;
  if (others.length > 0) throw new Error(`property ResponseTemplates can have one content type here; extend ${FILE}`);
  const text = templates.text(contentType);
  checkTemplate(text);
  return { contentType, text };
}
