import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ContentBlock, ConverseCommandInput, ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import { wireSchema } from '../schemas/wire-schema.ts';
import { findModel } from './catalog.ts';
import { CONTEXT_OVERFLOW, DEADLINE_EXCEEDED } from './errors.ts';
import { ModelCallError } from './gateway.ts';
import type { Message, ModelCall, ModelGateway, ModelReply, Stop } from './gateway.ts';
import { costOf } from './pricing.ts';

/** Calls models through Converse, once each: Step Functions is the only retry loop. */
export function bedrockGateway(options: {
  /** Seconds for one call. */
  readonly timeoutSeconds: number;
  readonly connect?: () => BedrockRuntimeClient;
}): ModelGateway {
  const connect = options.connect ?? (() => new BedrockRuntimeClient({ maxAttempts: 1 }));
  let client: BedrockRuntimeClient | undefined;
  return {
    async call(request) {
      const started = performance.now();
      const timeoutMs = options.timeoutSeconds * 1000;
      const withinMs = request.withinMs ?? Infinity;
      const abortSignal = AbortSignal.timeout(Math.max(0, Math.floor(Math.min(timeoutMs, withinMs))));
      try {
        const output = await (client ??= connect()).send(new ConverseCommand(converse(request)), { abortSignal });
        return replyOf(request, output, Math.round(performance.now() - started));
      } catch (error) {
        if (abortSignal.aborted && withinMs < timeoutMs)
          throw new ModelCallError(DEADLINE_EXCEEDED, `${request.modelId} gave no answer in the time that was left`);
        throw named(error, request.modelId, abortSignal.aborted);
      }
    },
  };
}

/**
 * Sampling parameters, prefill and a forced tool are absent on purpose: models of the 5th generation answer 400 to them.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
function converse(call: ModelCall): ConverseCommandInput {
  const model = findModel(call.modelId);
  const native = call.schema !== undefined && model?.capabilities.structuredOutput === true;
  const system = [call.system, call.schema !== undefined && !native ? schemaInWords(call.schema) : undefined]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  return {
    modelId: call.modelId,
    ...(system === '' ? {} : { system: [{ text: system }] }),
    messages: call.messages.map((message) => ({ role: message.role, content: contentOf(message) })),
    inferenceConfig: { maxTokens: Math.min(call.maxTokens, model?.maxOutputTokens ?? call.maxTokens) },
    ...(native && call.schema !== undefined ? { outputConfig: { textFormat: textFormat(call.schema) } } : {}),
    requestMetadata: { promptId: call.promptId },
  };
}

// Documents come first: models answer better about what they have read before the question.
function contentOf({ content, documents = [] }: Message): ContentBlock[] {
  const blocks = documents.map(({ name, format, bytes }) => ({ document: { name, format, source: { bytes } } }));
  return [...blocks, { text: content }];
}

function textFormat(schema: NonNullable<ModelCall['schema']>) {
  const jsonSchema = { name: 'answer', schema: JSON.stringify(wireSchema(schema)) };
  return { type: 'json_schema' as const, structure: { jsonSchema } };
}

function schemaInWords(schema: NonNullable<ModelCall['schema']>): string {
  return `Answer with one JSON value and nothing else. It must match this JSON schema:\n${JSON.stringify(schema)}`;
}

function replyOf(call: ModelCall, output: ConverseCommandOutput, measuredMs: number): ModelReply {
  const content = output.output?.message?.content ?? [];
  const text = content.map((block) => block.text ?? '').join('');
  const usage = { inputTokens: output.usage?.inputTokens ?? 0, outputTokens: output.usage?.outputTokens ?? 0 };
  const stop = stopOf(output.stopReason);
  return {
    text,
    stop: stop === 'done' && text === '' ? 'malformed' : stop,
    usage,
    costUsd: costOf(call.modelId, usage),
    latencyMs: output.metrics?.latencyMs ?? measuredMs,
  };
}

// The SDK's type lags behind the service (`refusal` is newer than it), so the reason is read as text.
function stopOf(reason: string | undefined): Stop {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'truncated';
    case 'refusal':
      return 'refused';
    case 'guardrail_intervened':
    case 'content_filtered':
      return 'guardrail';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return 'malformed';
    default:
      return 'done';
  }
}

/** Gives each failure the name that the state machine's Retry and Catch know. */
function named(error: unknown, modelId: string, timedOut: boolean): ModelCallError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (timedOut) return new ModelCallError('ModelTimeoutException', `${modelId} gave no answer in time`);
  if (name === 'ValidationException' && OVERFLOW.test(message)) return new ModelCallError(CONTEXT_OVERFLOW, message);
  if (isServiceAnswer(error)) return new ModelCallError(name, message);
  // No HTTP answer at all: the network, or a body that is not JSON.
  if (name === 'SyntaxError')
    return new ModelCallError('ModelErrorException', `${modelId} answered with a broken body`);
  return new ModelCallError('ServiceUnavailableException', `${modelId} cannot be reached: ${message}`);
}

const OVERFLOW = /too long|context (window|length|limit)|too many (input )?tokens|maximum (context|number of tokens)/i;

function isServiceAnswer(error: unknown): boolean {
  return error instanceof Error && '$fault' in error;
}
