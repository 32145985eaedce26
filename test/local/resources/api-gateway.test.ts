import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deploy } from '../../../local/resources/deploy.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { assemblyOf, writeAssembly } from '../template/assemblies.ts';
import { localServices } from './local-services.ts';

const removals: (() => void)[] = [];
let services: Awaited<ReturnType<typeof localServices>>;
beforeAll(async () => {
  services = await localServices(simulatedClock());
});
afterAll(async () => {
  await services.close();
  removals.forEach((remove) => remove());
});

const type = (name: string, Properties: object = {}) => ({ Type: `AWS::ApiGateway::${name}`, Properties });
const ref = (name: string) => ({ Ref: name });
const get = (name: string, attribute: string) => ({ 'Fn::GetAtt': [name, attribute] });
const RestApiId = ref('Api');
const FUNCTION =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations';

const METHOD = {
  RestApiId,
  ResourceId: get('Api', 'RootResourceId'),
  HttpMethod: 'GET',
  AuthorizationType: 'NONE',
  Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: FUNCTION },
};
const MOCK = { Type: 'MOCK', RequestTemplates: { 'application/json': '{ statusCode: 200 }' } };

async function deployed(resources: object, outputs: object = {}) {
  const template = { Resources: { Api: type('RestApi', { Name: 'api' }), ...resources }, Outputs: outputs };
  const { directory, remove } = writeAssembly(assemblyOf({ Stack: { template } }));
  removals.push(remove);
  const result = await deploy(readAssembly(directory), services.cloud);
  const byId = Object.fromEntries(result.resources.map((resource) => [resource.logicalId, resource]));
  return { ...result, byId };
}

describe('a REST API', () => {
  it('has what Ref and Fn::GetAtt promise, the same after each start', async () => {
    const resources = {
      Items: type('Resource', { RestApiId, ParentId: get('Api', 'RootResourceId'), PathPart: 'items' }),
      Get: type('Method', { ...METHOD, ResourceId: ref('Items') }),
      Item: type('Model', { RestApiId, Schema: '{"type":"object"}' }),
      Named: type('Model', { RestApiId, Name: 'Named', Schema: {} }),
      Validator: type('RequestValidator', { RestApiId }),
      Authorizer: type('Authorizer', {
        RestApiId,
        Name: 'a',
        Type: 'TOKEN',
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerUri: FUNCTION,
      }),
      Deployment: { ...type('Deployment', { RestApiId }), DependsOn: ['Get'] },
      Stage: type('Stage', { RestApiId, DeploymentId: ref('Deployment'), StageName: 'v1' }),
      Account: type('Account'),
      Response: type('GatewayResponse', { RestApiId, ResponseType: 'DEFAULT_4XX' }),
    };
    const { byId } = await deployed(resources);
    const id = expect.stringMatching(/^[a-z0-9]{6}$/) as unknown as string;
    const apiId = expect.stringMatching(/^[a-z0-9]{10}$/) as unknown as string;
    expect(byId).toMatchObject({
      Api: { ref: apiId, attributes: { RestApiId: byId['Api']!.ref, RootResourceId: apiId } },
      Items: { ref: id, attributes: { ResourceId: byId['Items']!.ref } },
      Get: { ref: expect.stringMatching(/^Stack-Get-/) },
      Item: { ref: expect.stringMatching(/^StackItem[A-Z0-9]{12}$/) },
      Named: { ref: 'Named' },
      Validator: { ref: id, attributes: { RequestValidatorId: byId['Validator']!.ref } },
      Authorizer: { ref: id, attributes: { AuthorizerId: byId['Authorizer']!.ref } },
      Deployment: { ref: id, attributes: { DeploymentId: byId['Deployment']!.ref } },
      Stage: { ref: 'v1' },
      Account: { attributes: { Id: byId['Account']!.ref } },
      Response: { attributes: { Id: byId['Response']!.ref } },
    });
    expect(byId['Api']!.ref).not.toBe(byId['Api']!.attributes['RootResourceId']);
    expect((await deployed(resources)).byId).toEqual(byId);
  });

  it('has local addresses in outputs and properties; those of other APIs stay', async () => {
    const address = (id: unknown, rest: string) => ({ Value: { 'Fn::Join': ['', ['https://', id, rest]] } });
    const { outputs, byId } = await deployed(
      {
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'with-url',
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Code: { ZipFile: 'exports.handler = async () => 1;' },
            Environment: {
              Variables: {
                URL: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1/items' },
              },
            },
          },
        },
      },
      {
        Page: address(ref('Api'), '.execute-api.eu-west-1.amazonaws.com/v1/'),
        Bare: address(ref('Api'), '.execute-api.us-east-1.amazonaws.com'),
        Other: address('zyxwvutsrq', '.execute-api.us-east-1.amazonaws.com/v1/'),
        Stranger: address(ref('Api'), '.execute-api.us-east-1.amazonaws.com.example.com/v1/'),
      },
    );
    const local = `${services.cloud.endpoint}/_local/apigateway/${byId['Api']!.ref}`;
    expect(outputs['Stack']).toEqual({
      Page: `${local}/v1/`,
      Bare: local,
      Other: 'https://zyxwvutsrq.execute-api.us-east-1.amazonaws.com/v1/',
      Stranger: expect.stringMatching(/^https:\/\/.*\.example\.com\/v1\/$/),
    });
    const { environment } = services.cloud.functions.get('with-url').configuration;
    expect(environment).toEqual({ URL: `${local}/v1/items` });
  });
});

describe('what is not supported is refused by name', () => {
  const method = (changes: object) => ({ Get: type('Method', { ...METHOD, ...changes }) });
  const integration = (changes: object) => method({ Integration: { ...METHOD.Integration, ...changes } });
  const mock = (changes: object) =>
    method({ Integration: { ...MOCK, IntegrationResponses: [{ StatusCode: '204', ...changes }] } });
  const authorizer = (changes: object) => ({
    Authorizer: type('Authorizer', { RestApiId, Name: 'a', Type: 'REQUEST', AuthorizerUri: FUNCTION, ...changes }),
  });
  const stage = (changes: object) => ({
    Stage: type('Stage', { RestApiId, DeploymentId: 'd', StageName: 'v1', ...changes }),
  });
  const model = (Schema: object) => ({ Model: type('Model', { RestApiId, Name: 'M', Schema }) });
  const response = (changes: object) => ({
    Response: type('GatewayResponse', { RestApiId, ResponseType: 'DEFAULT_4XX', ...changes }),
  });

  it.each<[string, object, RegExp]>([
    ['an API from OpenAPI', { Api: type('RestApi', { Name: 'a', Body: {} }) }, /property Body .*extend .*rest-api\.ts/],
    [
      'a private API',
      { Api: type('RestApi', { Name: 'a', EndpointConfiguration: { Types: ['PRIVATE'] } }) },
      /PRIVATE.*extend/,
    ],
    ['an API key', method({ ApiKeyRequired: true }), /ApiKeyRequired.*extend .*method\.ts/],
    ['IAM', method({ AuthorizationType: 'AWS_IAM' }), /AuthorizationType AWS_IAM.*extend .*method\.ts/],
    ['a body parameter', method({ RequestParameters: { 'method.request.body.x': true } }), /method\.request\.body\.x/],
    ['an unknown model', method({ RequestModels: { 'application/json': 'Nothing' } }), /RequestModels names "Nothing"/],
    ['an unknown validator', method({ RequestValidatorId: 'abc' }), /RequestValidatorId names "abc"/],
    [
      'an HTTP integration',
      integration({ Type: 'HTTP_PROXY' }),
      /Integration\.Type HTTP_PROXY.*extend .*integration\.ts/,
    ],
    ['a VPC link', integration({ ConnectionType: 'VPC_LINK' }), /Integration\.ConnectionType VPC_LINK/],
    ['streaming', integration({ ResponseTransferMode: 'STREAM' }), /ResponseTransferMode STREAM/],
    [
      'a mapping template',
      integration({ RequestTemplates: { 'a/b': '{}' } }),
      /property Integration\.RequestTemplates/,
    ],
    ['a mapped parameter', integration({ RequestParameters: {} }), /property Integration\.RequestParameters/],
    ['another service', integration({ Uri: 'arn:aws:apigateway:us-east-1:sqs:path/q' }), /Integration\.Uri "arn.*sqs/],
    [
      'a stage variable',
      integration({ Uri: FUNCTION.replace('function:f', 'function:${stageVariables.f}') }),
      /Integration\.Uri/,
    ],
    ['a mock with a body', mock({ ResponseTemplates: { 'a/b': 'x' } }), /IntegrationResponses\.0\.ResponseTemplates/],
    [
      'a mapped header',
      mock({ ResponseParameters: { 'method.response.header.X': 'integration.response.header.Y' } }),
      /method\.response\.header\.X.*single quotes/,
    ],
    ['a Cognito authorizer', authorizer({ Type: 'COGNITO_USER_POOLS' }), /Type COGNITO_USER_POOLS.*extend/],
    ["a token's pattern", authorizer({ IdentityValidationExpression: '.+' }), /IdentityValidationExpression/],
    ['a cache without a key', authorizer({}), /IdentitySource is missing/],
    ['a cache', stage({ CacheClusterEnabled: true }), /caching is not supported.*extend .*stage\.ts/],
    ['a canary', stage({ CanarySetting: {} }), /property CanarySetting/],
    [
      'a model of models',
      model({ $ref: 'https://apigateway.amazonaws.com/restapis/x/models/Y' }),
      /model M .*restapis\/x\/models\/Y.*model-check\.ts/,
    ],
    ['a format', model({ properties: { a: { format: 'email' } } }), /model M .*format "email"/],
    ['a schema of another draft', model({ $schema: 'http://json-schema.org/draft-07/schema#' }), /model M .*draft-07/],
    ['a schema that is none', model({ type: 'thing' }), /model M .*type/],
    ['a deployment with a stage', { D: type('Deployment', { RestApiId, StageName: 'v1' }) }, /property StageName/],
    [
      'a logic in a template',
      response({ ResponseTemplates: { 'a/b': '#set($a = 1)' } }),
      /#set in a response template/,
    ],
    [
      'a variable',
      response({ ResponseTemplates: { 'a/b': '$context.identity.user' } }),
      /\$context\.identity\.user in/,
    ],
  ])('%s', async (_what, resources, message) => {
    await expect(deployed(resources)).rejects.toThrow(message);
  });

  it('a type of API Gateway without a builder', async () => {
    await expect(deployed({ Plan: type('UsagePlan') })).rejects.toThrow(/AWS::ApiGateway::UsagePlan {2}Plan/);
  });
});

describe('a model', () => {
  it.each<[unknown, unknown, boolean]>([
    [{ type: 'number', minimum: 1, exclusiveMinimum: true }, 1, false],
    [{ definitions: { a: { type: 'string' } }, items: { $ref: '#/definitions/a' } }, ['x', 1], false],
    [{ type: 'object', example: 1, 'x-own': true, additionalProperties: { enum: ['a'] } }, { b: 'a' }, true],
  ])('%j about %j says %s', async (schema, body, expected) => {
    await deployed({ Model: type('Model', { RestApiId, Name: 'M', Schema: schema as object }) });
    const [api] = services.cloud.restApis.find('api');
    expect(api!.models.get('M')!(body)).toBe(expected);
  });
});
