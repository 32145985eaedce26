import type { Properties } from '../properties.ts';
import type { FunctionIntegration, Integration, MockIntegration } from './api-definition.ts';
import { functionArnOf } from './lambda-uri.ts';
import { staticHeaders } from './static-headers.ts';

const FILE = 'local/resources/apigateway/integration.ts';
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const LONGEST_TIMEOUT_MS = 29_000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-method-integration.html */
export function integrationOf(integration: Properties): Integration {
  integration.refuse(['ConnectionId', 'ContentHandling', 'RequestParameters'], FILE);
  refuseOther(integration, 'ConnectionType', ['INTERNET']);
  refuseOther(integration, 'ResponseTransferMode', ['BUFFERED']);
  const type = integration.text('Type');
  if (type === 'AWS_PROXY') return functionIntegration(integration);
  if (type === 'MOCK') return mockIntegration(integration);
  throw new Error(
    `property Integration.Type ${type} is not supported here; use AWS_PROXY with a Lambda function, or extend ${FILE}`,
  );
}

function functionIntegration(integration: Properties): FunctionIntegration {
  // Mapping templates and responses are no part of a proxy integration; API Gateway passes over them in silence.
  integration.refuse(['RequestTemplates'], FILE);
  refuseOther(integration, 'IntegrationHttpMethod', ['POST']);
  return {
    type: 'AWS_PROXY',
    functionArn: functionArnOf(integration.text('Uri'), 'property Integration.Uri'),
    timeoutMs: integration.optionalNumber('TimeoutInMillis') ?? LONGEST_TIMEOUT_MS,
  };
}

/** What the CDK makes of `defaultCorsPreflightOptions`: one answer, its headers in quotes, no body. */
function mockIntegration(integration: Properties): MockIntegration {
  const [response, ...others] = integration.groups('IntegrationResponses');
  if (!response) return { type: 'MOCK' };
  if (others.length > 0) throw new Error(`property Integration.IntegrationResponses can have one here; extend ${FILE}`);
  const templates = integration.group('RequestTemplates');
  for (const contentType of Object.keys(templates.all)) {
    const template = templates.text(contentType);
    if (!/^\s*\{\s*"?statusCode"?\s*:\s*\d{3}\s*\}\s*$/.test(template)) {
      throw new Error(`mapping template ${JSON.stringify(template)} is not supported here; extend ${FILE}`);
    }
  }
  response.refuse(['ContentHandling', 'ResponseTemplates', 'SelectionPattern'], FILE);
  const status = Number(response.text('StatusCode'));
  const headers = staticHeaders(response.group('ResponseParameters'), 'method.response.header.', FILE);
  return { type: 'MOCK', answer: { status, headers } };
}

function refuseOther(integration: Properties, name: string, supported: readonly string[]): void {
  const value = integration.optionalText(name) ?? supported[0]!;
  if (supported.includes(value)) return;
  throw new Error(`property Integration.${name} ${value} is not supported here; extend ${FILE}`);
}
