import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as gateway from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

/** Answers as the query parameter `do` says; without one, with the event that it got. */
const BACKEND = `
const what = {
  page: () => ({
    statusCode: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'self'" },
    body: '<!doctype html><p>ä</p>',
  }),
  headers: () => ({
    statusCode: 302,
    headers: { Location: '/elsewhere', 'set-cookie': 'a=1', 'WWW-Authenticate': 'Bearer', 'X-Number': 7, Connection: 'close' },
    multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
  }),
  bytes: () => ({ headers: { 'content-type': 'image/png' }, body: Buffer.from([1, 2, 255]).toString('base64'), isBase64Encoded: true }),
  nothing: () => ({}),
  throws: () => { throw new Error('no luck'); },
  list: () => [],
  text: () => 'hello',
  null: () => null,
  more: () => ({ statusCode: 200, message: 'hello' }),
  object: () => ({ statusCode: 200, body: { message: 'hello' } }),
  status: () => ({ statusCode: 'OK' }),
  header: () => ({ headers: { 'x-list': [1] } }),
  break: () => ({ headers: { 'x-break': 'a\\r\\nset-cookie: b' } }),
  hangs: () => new Promise((resolve) => setTimeout(resolve, 1000000)),
};
exports.handler = async (event) =>
  (what[event.queryStringParameters?.do] ?? (() => ({ statusCode: 200, body: JSON.stringify(event) })))();
`;

/** Lets the token decide; counts its calls in what it says of the caller. */
const AUTHORIZER = `
let calls = 0;
exports.handler = async (event) => {
  calls += 1;
  const token = event.authorizationToken ?? event.headers.Authorization;
  if (token === 'unknown') throw new Error('Unauthorized');
  if (token === 'broken') throw new Error('no luck');
  const [effect, resource = event.methodArn] = token.split(' ');
  return {
    principalId: token === 'nobody' ? undefined : 'user-' + effect,
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] },
    context: token === 'list' ? { groups: [] } : token === 'text' ? 'text' : { groups: '["a"]', calls, known: true, type: event.type, event: JSON.stringify(event) },
  };
};
`;

/** An app that is not ours, with one REST API that has all that can be built here. */
export function synthesizeApiApp() {
  const outdir = mkdtempSync(path.join(tmpdir(), 'signalbox-api-'));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Api');
  const api = new gateway.RestApi(stack, 'Items', {
    restApiName: 'items',
    cloudWatchRole: true,
    binaryMediaTypes: ['image/*'],
    defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'], allowMethods: ['GET'] },
    deployOptions: {
      stageName: 'v1',
      variables: { table: 'items' },
      throttlingRateLimit: 1000,
      throttlingBurstLimit: 1000,
      methodOptions: { '/limited/GET': { throttlingRateLimit: 0.5, throttlingBurstLimit: 2 } },
    },
  });
  const inline = (id: string, code: string) =>
    new LambdaFunction(stack, id, {
      functionName: id.toLowerCase(),
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(code),
      timeout: Duration.minutes(15),
    });
  const backend = new gateway.LambdaIntegration(inline('Backend', BACKEND));
  const handler = inline('Authorizer', AUTHORIZER);
  const identitySources = [gateway.IdentitySource.header('Authorization')];
  const request = new gateway.RequestAuthorizer(stack, 'Request', {
    handler,
    identitySources,
    resultsCacheTtl: Duration.minutes(5),
  });
  const token = new gateway.TokenAuthorizer(stack, 'Token', { handler, resultsCacheTtl: Duration.seconds(0) });
  const item = api.addModel('Item', {
    contentType: 'application/json',
    schema: {
      schema: gateway.JsonSchemaVersion.DRAFT4,
      type: gateway.JsonSchemaType.OBJECT,
      required: ['name'],
      properties: {
        name: { type: gateway.JsonSchemaType.STRING, pattern: '^[a-z]+$' },
        count: { type: gateway.JsonSchemaType.INTEGER, minimum: 0, exclusiveMinimum: true as never },
      },
      additionalProperties: false,
    },
  });
  const requestValidator = api.addRequestValidator('All', {
    validateRequestBody: true,
    validateRequestParameters: true,
  });

  api.root.addMethod('GET', backend);
  const items = api.root.addResource('items');
  items.addMethod('GET', backend);
  items.addMethod('POST', backend, {
    requestValidator,
    requestModels: { 'application/json': item },
    requestParameters: {
      'method.request.querystring.dry': true,
      'method.request.header.X-Client': true,
      'method.request.header.X-Other': false,
    },
  });
  items.addResource('{id}').addMethod('GET', backend);
  items.addResource('new').addMethod('ANY', backend);
  api.root.addResource('files').addProxy({ defaultIntegration: backend });
  const secret = api.root.addResource('secret');
  for (const method of ['GET', 'POST']) secret.addMethod(method, backend, { authorizer: request });
  api.root.addResource('token').addMethod('GET', backend, { authorizer: token });
  api.root.addResource('limited').addMethod('GET', backend);
  const slow = inline('Slow', BACKEND);
  api.root.addResource('slow').addMethod('GET', new gateway.LambdaIntegration(slow, { timeout: Duration.seconds(5) }));
  api.addGatewayResponse('Denied', {
    type: gateway.ResponseType.UNAUTHORIZED,
    statusCode: '401',
    responseHeaders: { 'Access-Control-Allow-Origin': "'*'" },
    templates: { 'application/json': '{"error":$context.error.messageString,"type":"$context.error.responseType"}' },
  });

  // A function of its own stack may not name its API: a circle. Another stack's may.
  const other = new Stack(app, 'Other');
  new LambdaFunction(other, 'Client', {
    functionName: 'client',
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => process.env.API_URL;'),
    environment: { API_URL: api.url, ITEMS_URL: api.urlForPath('/items'), HOST: `${api.restApiId}.example.com` },
  });
  new CfnOutput(other, 'Page', { value: `${api.url}page?x=1` });
  app.synth();
  return { directory: outdir, remove: () => rmSync(outdir, { recursive: true, force: true }) };
}
