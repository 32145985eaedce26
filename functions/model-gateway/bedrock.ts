import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type {
  ContentBlock,
  ConverseCommandInput,
  ConverseCommandOutput,
  ToolUseBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { isObject } from '../schemas/json-schema.ts';
import { wireSchema } from '../schemas/wire-schema.ts';
import { findModel } from './catalog.ts';
import { CONTEXT_OVERFLOW, DEADLINE_EXCEEDED } from './errors.ts';
import { ModelCallError } from './gateway.ts';
import type { Message, ModelCall, ModelGateway, ModelReply, Stop, ToolCall, ToolSpec } from './gateway.ts';
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
  const tools = toolsOf(call);
  const native = call.schema !== undefined && model?.capabilities.structuredOutput === true;
  const system = [
    call.system,
    call.schema !== undefined && !native ? schemaInWords(call.schema, tools.length > 0) : undefined,
  ]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  return {
    modelId: call.modelId,
    ...(system === '' ? {} : { system: [{ text: system }] }),
    messages: call.messages.map((message) => ({ role: message.role, content: contentOf(message) })),
    inferenceConfig: { maxTokens: Math.min(call.maxTokens, model?.maxOutputTokens ?? call.maxTokens) },
    ...(tools.length > 0 ? { toolConfig: { tools: tools.map(toolSpec) } } : {}),
    // Also beside tools: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html has both in one request.
    ...(native && call.schema !== undefined ? { outputConfig: { textFormat: textFormat(call.schema) } } : {}),
    requestMetadata: { promptId: call.promptId },
  };
}

/**
 * Results come first, because a model takes them nowhere else. Documents come before the text: models answer better about what
 * they have read before the question. Bedrock refuses blank text, beside which a message may well say something.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html
 */
function contentOf({ content, documents = [], toolCalls = [], toolResults = [] }: Message): ContentBlock[] {
  const blocks: ContentBlock[] = [
    ...toolResults.map(({ id, status, content: text }) => ({
      toolResult: { toolUseId: id, status, content: [{ text: isBlank(text) ? '(nothing)' : text }] },
    })),
    ...documents.map(({ name, format, bytes }) => ({ document: { name, format, source: { bytes } } })),
    ...(isBlank(content) ? [] : [{ text: content }]),
    ...toolCalls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input: input as Json } })),
  ];
  return blocks.length === 0 ? [{ text: content }] : blocks;
}

type Json = ToolUseBlock['input'];

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Bedrock wants tools described wherever messages speak of one, also when none may be asked for any more. */
function toolsOf({ tools = [], messages }: ModelCall): readonly ToolSpec[] {
  if (tools.length > 0) return tools;
  const used = new Set(messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name)));
  const inputSchema = { type: 'object', properties: {} };
  return [...used].map((name) => ({ name, description: 'Not available any more.', inputSchema }));
}

// Not `strict`: Bedrock compiles a grammar for each new set of strict tools, which can take minutes. A tool checks its own input.
function toolSpec({ name, description, inputSchema }: ToolSpec) {
  return { toolSpec: { name, description, inputSchema: { json: inputSchema as NonNullable<Json> } } };
}

function textFormat(schema: NonNullable<ModelCall['schema']>) {
  const jsonSchema = { name: 'answer', schema: JSON.stringify(wireSchema(schema)) };
  return { type: 'json_schema' as const, structure: { jsonSchema } };
}

function schemaInWords(schema: NonNullable<ModelCall['schema']>, tools: boolean): string {
  return `${tools ? 'Once you need no tool any more, answer' : 'Answer'} with one JSON value and nothing else. It must match this JSON schema:\n${JSON.stringify(schema)}`;
}

function replyOf(call: ModelCall, output: ConverseCommandOutput, measuredMs: number): ModelReply {
  const content = output.output?.message?.content ?? [];
  const text = content.map((block) => block.text ?? '').join('');
  const usage = { inputTokens: output.usage?.inputTokens ?? 0, outputTokens: output.usage?.outputTokens ?? 0 };
  const stop = stopOf(output.stopReason);
  const toolCalls = stop === 'tools' ? toolCallsOf(call, content) : undefined;
  const said = stop === 'tools' ? toolCalls !== undefined : stop !== 'done' || text !== '';
  return {
    text,
    ...(toolCalls === undefined ? {} : { toolCalls }),
    stop: said ? stop : 'malformed',
    usage,
    costUsd: costOf(call.modelId, usage),
    latencyMs: output.metrics?.latencyMs ?? measuredMs,
  };
}

// What Bedrock takes back; a call that it would not could never be answered.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html
const TOOL_CALL_ID = /^[\w.:-]{1,64}$/;
const TOOL_NAME = /^[\w-]{1,64}$/;

/** Undefined for a model that asks for nothing, for tools without having any, or in a form that cannot be answered. */
function toolCallsOf({ tools = [], messages }: ModelCall, content: readonly ContentBlock[]) {
  const calls = content.flatMap(({ toolUse: use }): ToolCall[] =>
    use === undefined ? [] : [{ id: use.toolUseId ?? '', name: use.name ?? '', input: use.input }],
  );
  const ids = [...messages.flatMap(({ toolCalls = [] }) => toolCalls), ...calls].map(({ id }) => id);
  const sound =
    new Set(ids).size === ids.length &&
    calls.every(({ id, name, input }) => TOOL_CALL_ID.test(id) && TOOL_NAME.test(name) && isObject(input));
  return tools.length > 0 && calls.length > 0 && sound ? calls : undefined;
}

// The SDK's type lags behind the service (`refusal` is newer than it), so the reason is read as text.
function stopOf(reason: string | undefined): Stop {
  switch (reason) {
    case 'tool_use':
      return 'tools';
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
