import type { ServerResponse } from 'node:http';
import type { Clock } from '../engine/clock.ts';
import { bedrockError } from '../models/bedrock-errors.ts';
import type { CallLog } from '../models/call-log.ts';
import type { ModelDriver, ModelRequest } from '../models/driver.ts';
import { ModelError } from '../models/driver.ts';
import type { Faults } from '../models/faults.ts';
import { baseModelId } from '../models/known-models.ts';
import { estimateInputTokens } from '../models/tokens.ts';
import { ApiError, sendJson } from './answer.ts';
import { anthropicBody, anthropicEvents } from './bedrock/anthropic-wire.ts';
import { converseInputOf } from './bedrock/anthropic-messages.ts';
import { askModel } from './bedrock/ask-model.ts';
import type { Asked } from './bedrock/ask-model.ts';
import { checkModelId, checkRequest } from './bedrock/check-request.ts';
import { converseRequest } from './bedrock/converse-request.ts';
import { converseBody, converseEvents } from './bedrock/converse-wire.ts';
import { EVENT_STREAM, eventFrame, exceptionFrame } from './event-stream.ts';
import { parseJsonObject } from './json-protocol.ts';
import type { JsonInput } from './json-protocol.ts';
import type { ApiRequest, ApiResponse, Service } from './service.ts';

export interface BedrockRuntimeOptions {
  readonly driver: ModelDriver;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly clock: Clock;
}

// The quota on an InvokeModel body. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
const MAX_BODY_BYTES = 25_000_000;

const OPERATIONS = ['converse', 'converse-stream', 'invoke', 'invoke-with-response-stream', 'count-tokens'] as const;
type Operation = (typeof OPERATIONS)[number];

/** The Bedrock stand-in: Converse, ConverseStream, InvokeModel (and its stream), CountTokens, answered by the driver. */
export function bedrockRuntimeService(options: BedrockRuntimeOptions): Service {
  return {
    name: 'bedrock',
    maxBodyBytes: MAX_BODY_BYTES,
    async handle(request, response) {
      const { modelId, operation } = addressed(request);
      if (operation === 'count-tokens') {
        const counted = converseRequest(modelId, await countedInput(request), AbortSignal.any([]));
        return sendJson(response, 200, { inputTokens: estimateInputTokens(counted) });
      }
      const asked = await logged(options, request, response, modelId, operation);
      answerWith(asked, operation, modelId, request.requestId, response);
    },
  };
}

/** Asks the model and enters the call in the log, however it ends. */
async function logged(
  { driver, faults, calls, clock }: BedrockRuntimeOptions,
  request: ApiRequest,
  response: ApiResponse,
  modelId: string,
  operation: Operation,
): Promise<Asked> {
  const start = clock.now();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let promptId: string | undefined;
  let outcome = 'InternalServerException';
  try {
    checkModelId(modelId);
    const input = parsed(await request.body());
    const converse = operation === 'converse' || operation === 'converse-stream';
    const asModel: ModelRequest = converseRequest(
      modelId,
      converse ? input : invokeInput(modelId, input, request.headers['x-amzn-bedrock-request-metadata']),
      gone.signal,
    );
    promptId = asModel.promptId;
    checkRequest(asModel);
    const asked = await askModel({ driver, faults, clock }, asModel, operation.endsWith('stream'));
    outcome = asked.outcome;
    return asked;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    outcome = error.name;
    throw new ApiError(error.name, error.statusCode, error.message);
  } finally {
    const latencyMs = Math.max(0, Math.round(clock.now() - start));
    const at = new Date(start).toISOString();
    calls.add({ model: modelId, promptId: promptId ?? null, operation, outcome, at, latencyMs });
  }
}

/** The id may be an ARN whose slash is encoded, so the path is taken apart before it is decoded. */
function addressed({ rawPath, method }: ApiRequest): { readonly modelId: string; readonly operation: Operation } {
  const [, encoded = '', action = ''] = /^\/model\/(.+)\/([a-z-]+)$/.exec(rawPath) ?? [];
  const operation = OPERATIONS.find((known) => known === action);
  if (operation === undefined || method !== 'POST') {
    throw new ApiError(
      'UnknownOperationException',
      404,
      `the Bedrock stand-in has no ${method} ${rawPath}; it has POST /model/{modelId}/ with ${OPERATIONS.join(', ')}`,
    );
  }
  try {
    return { modelId: decodeURIComponent(encoded), operation };
  } catch {
    throw new ApiError('ValidationException', 400, 'The provided model identifier is invalid.');
  }
}

function parsed(body: Buffer): JsonInput {
  try {
    return parseJsonObject(body);
  } catch (error) {
    throw bedrockError('ValidationException', `Malformed input request: ${(error as Error).message}`);
  }
}

function invokeInput(modelId: string, input: JsonInput, metadata: string | readonly string[] | undefined): JsonInput {
  const base = baseModelId(modelId) ?? '';
  if (/^[a-z0-9-]+\./.test(base) && !base.startsWith('anthropic.')) {
    throw bedrockError(
      'ValidationException',
      `the Bedrock stand-in knows InvokeModel bodies of anthropic models only, not of ${base}; call it by Converse`,
    );
  }
  return converseInputOf(input, requestMetadata(typeof metadata === 'string' ? metadata : undefined));
}

/** The header holds a JSON object of strings; the SDK encodes it in base64. */
function requestMetadata(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return {};
  const json = header.trimStart().startsWith('{') ? header : Buffer.from(header, 'base64').toString('utf8');
  return Object.fromEntries(Object.entries(parsed(Buffer.from(json))).map(([key, value]) => [key, String(value)]));
}

async function countedInput(request: ApiRequest): Promise<JsonInput> {
  const { input } = parseJsonObject(await request.body()) as { input?: { converse?: JsonInput } };
  if (input?.converse !== undefined) return input.converse;
  throw new ApiError('ValidationException', 400, 'the Bedrock stand-in counts tokens of input.converse only');
}

function answerWith(asked: Asked, operation: Operation, modelId: string, id: string, response: ApiResponse): void {
  const { answer, breaksWith } = asked;
  const out = response as ServerResponse;
  switch (operation) {
    case 'converse':
      return sendJson(response, 200, converseBody(answer));
    case 'converse-stream':
      return sendFrames(
        response,
        converseEvents(answer).map(([type, body]) => eventFrame(type, body)),
        breaksWith,
      );
    case 'invoke':
      out.setHeader('x-amzn-bedrock-input-token-count', String(answer.usage.inputTokens));
      out.setHeader('x-amzn-bedrock-output-token-count', String(answer.usage.outputTokens));
      out.setHeader('x-amzn-bedrock-invocation-latency', String(answer.latencyMs));
      return sendJson(response, 200, anthropicBody(answer, modelId, id));
    case 'invoke-with-response-stream': {
      out.setHeader('x-amzn-bedrock-content-type', 'application/json');
      const chunks = anthropicEvents(answer, modelId, id).map((event) =>
        Buffer.from(JSON.stringify(event)).toString('base64'),
      );
      return sendFrames(
        response,
        chunks.map((bytes) => eventFrame('chunk', { bytes })),
        breaksWith,
      );
    }
    case 'count-tokens':
      return undefined;
  }
}

/** Sends every frame, or the first half of them and then the exception. */
function sendFrames(response: ApiResponse, frames: readonly Uint8Array[], breaksWith: ModelError | undefined): void {
  if (response.destroyed) return;
  const out = response as ServerResponse;
  out.statusCode = 200;
  out.setHeader('content-type', EVENT_STREAM);
  const sent = breaksWith === undefined ? frames : frames.slice(0, Math.ceil(frames.length / 2));
  for (const frame of sent) out.write(frame);
  if (breaksWith !== undefined) out.write(exceptionFrame(breaksWith.name, breaksWith.message));
  out.end();
}
