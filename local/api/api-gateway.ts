import type { Clock } from '../engine/clock.ts';
import type { MockIntegration } from '../resources/apigateway/api-definition.ts';
import { API_GATEWAY_PATH, type RestApis } from '../resources/apigateway/rest-apis.ts';
import type { FunctionRegistry } from '../resources/lambda/registry.ts';
import { ApiError } from './answer.ts';
import { sendAnswer, type Answer } from './api-gateway/answer.ts';
import { Authorizers } from './api-gateway/authorizers.ts';
import { newExtendedRequestId, readCall, type Addressee, type ApiCall, type MatchedCall } from './api-gateway/call.ts';
import { functionCaller } from './api-gateway/call-function.ts';
import { checkRequest } from './api-gateway/check-request.ts';
import { failureAnswer, GatewayFailure } from './api-gateway/failure.ts';
import { proxyAnswer } from './api-gateway/proxy-answer.ts';
import { proxyEvent } from './api-gateway/proxy-event.ts';
import { Throttles } from './api-gateway/throttles.ts';
import type { ApiRequest, Service } from './service.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html: bytes. */
const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

export interface ApiGatewayParts {
  readonly restApis: RestApis;
  readonly functions: FunctionRegistry;
  readonly clock: Clock;
  /** Calls wait for it; before, an API may be there in part only. */
  readonly started?: Promise<void>;
  /** Told what API Gateway would write to an execution log: why a request failed although the client did nothing wrong. */
  readonly report?: (problem: string) => void;
}

/** REST APIs: `/_local/apigateway/<id or name>/<stage>/…` is what `https://<id>.execute-api.…/<stage>/…` is on AWS. */
export function apiGatewayService({
  restApis,
  functions,
  clock,
  started,
  report = () => {},
}: ApiGatewayParts): Service {
  const callFunction = functionCaller(functions, clock);
  const throttles = new Throttles(clock);
  const authorizers = new Authorizers(clock, callFunction);

  async function invoke(functionArn: string, event: object, timeoutMs: number): Promise<string> {
    const { payload, functionError } = await callFunction(functionArn, event, timeoutMs);
    if (functionError === undefined) return payload;
    throw new GatewayFailure('DEFAULT_5XX', { reason: `${functionArn} failed: ${payload}` });
  }

  /** In the order in which API Gateway looks at a request. */
  async function answer(call: ApiCall): Promise<Answer> {
    if (call.body.length > MAX_PAYLOAD_BYTES) throw new GatewayFailure('REQUEST_TOO_LARGE');
    const match = call.api.match(call.httpMethod, call.path);
    // Of a method that does not exist AWS says so, as if it waited for a signature.
    if (match === undefined) throw new GatewayFailure('MISSING_AUTHENTICATION_TOKEN');
    const matched: MatchedCall = { ...call, match };
    throttles.pass(matched);
    const { authorizer, integration } = match.method;
    const context = authorizer && (await authorizers.authorize(authorizer, matched));
    checkRequest(matched);
    if (integration.type === 'MOCK') return mockAnswer(integration);
    const { functionArn, timeoutMs } = integration;
    return proxyAnswer(await invoke(functionArn, proxyEvent(matched, context), timeoutMs), matched);
  }

  return {
    name: 'API Gateway',
    paths: [API_GATEWAY_PATH],
    // More than API Gateway takes, so that it is API Gateway's words in which too much is refused.
    maxBodyBytes: 4 * MAX_PAYLOAD_BYTES,
    async handle(request, response) {
      await started;
      const addressee = addresseeOf(request, restApis);
      if (addressee === undefined) return sendAnswer(response, NO_STAGE, newExtendedRequestId());
      const call = await readCall(request, addressee, clock.now());
      try {
        sendAnswer(response, await answer(call), call.extendedRequestId);
      } catch (error) {
        if (!(error instanceof GatewayFailure)) throw error;
        const { name } = call.api.settings;
        if (error.message !== '') report(`API ${name}, ${call.httpMethod} ${call.path}: ${error.message}`);
        sendAnswer(response, failureAnswer(error, call), call.extendedRequestId);
      }
    },
  };
}

function mockAnswer({ answer }: MockIntegration): Answer {
  if (answer === undefined) {
    throw new GatewayFailure('API_CONFIGURATION_ERROR', { reason: 'its MOCK integration has no response' });
  }
  const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), [value]] as const);
  return { status: answer.status, headers: new Map(headers), body: '' };
}

/** What AWS says of a stage that is not there. */
const NO_STAGE: Answer = {
  status: 403,
  headers: new Map([['x-amzn-errortype', ['ForbiddenException']]]),
  body: '{"message":"Forbidden"}',
};

/** Undefined when the API has no such stage. */
function addresseeOf({ rawPath, path: decodedPath }: ApiRequest, restApis: RestApis): Addressee | undefined {
  const [, stageName = '', path = '/'] =
    /^\/[^/]*(?:\/([^/]*))?(\/.*)?$/.exec(rawPath.slice(API_GATEWAY_PATH.length)) ?? [];
  const [idOrName = ''] = decodedPath.slice(API_GATEWAY_PATH.length + 1).split('/');
  const [api, ...others] = restApis.find(idOrName);
  if (api === undefined || others.length > 0) {
    const known = restApis.list().map(({ settings }) => `${settings.id} (${settings.name})`);
    throw new ApiError(
      'NotFoundException',
      404,
      `${api === undefined ? 'no REST API is' : 'several REST APIs are'} called ${JSON.stringify(idOrName)}; ` +
        `write ${API_GATEWAY_PATH}/<id>/<stage>/… with one of ${known.join(', ') || 'none, for this app has no API'}`,
    );
  }
  const stage = api.stages.get(stageName);
  return stage && { api, stage, path };
}
