import { z } from 'zod';
import { bedrockError } from '../../models/bedrock-errors.ts';
import type { JsonInput } from '../json-protocol.ts';
import { describe } from './converse-request.ts';

const cacheControl = z.looseObject({}).optional();
const base64 = z.strictObject({ type: z.literal('base64'), media_type: z.string(), data: z.string() });

const text = z.strictObject({ type: z.literal('text'), text: z.string(), cache_control: cacheControl });
const image = z.strictObject({ type: z.literal('image'), source: base64, cache_control: cacheControl });

const block = z.discriminatedUnion('type', [
  text,
  image,
  z.strictObject({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.unknown(),
    cache_control: cacheControl,
  }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image]))]).default(''),
    is_error: z.boolean().optional(),
    cache_control: cacheControl,
  }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().optional() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

const body = z.strictObject({
  anthropic_version: z.literal('bedrock-2023-05-31', 'must be "bedrock-2023-05-31"'),
  anthropic_beta: z.array(z.string()).optional(),
  max_tokens: z.int().min(1),
  messages: z.array(
    z.strictObject({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(block)]) }),
  ),
  system: z.union([z.string(), z.array(text)]).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().min(0).optional(),
  stop_sequences: z.array(z.string()).optional(),
  tools: z
    .array(z.looseObject({ name: z.string(), description: z.string().optional(), input_schema: z.looseObject({}) }))
    .optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('auto') }),
      z.looseObject({ type: z.literal('any') }),
      z.looseObject({ type: z.literal('tool'), name: z.string() }),
      z.looseObject({ type: z.literal('none') }),
    ])
    .optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  output_config: z.looseObject({ format: z.looseObject({ schema: z.unknown() }).optional() }).optional(),
  metadata: z.looseObject({}).optional(),
});

type Block = z.infer<typeof block>;

/**
 * A body of Anthropic's Messages API as the body of a Converse call. Throws ValidationException naming each wrong field.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function converseInputOf(input: JsonInput, requestMetadata: Readonly<Record<string, string>>): JsonInput {
  const parsed = body.safeParse(input);
  if (!parsed.success) throw bedrockError('ValidationException', describe(parsed.error));
  const { messages, system, max_tokens, temperature, top_p, top_k, stop_sequences } = parsed.data;
  const { thinking, output_config } = parsed.data;
  const extra = { ...(top_k !== undefined && { top_k }), ...(thinking !== undefined && { thinking }) };
  return {
    messages: messages.map(({ role, content }) => ({ role, content: blocksOf(content).map(converseBlock) })),
    ...(system !== undefined && { system: blocksOf(system).map(converseBlock) }),
    inferenceConfig: { maxTokens: max_tokens, temperature, topP: top_p, stopSequences: stop_sequences },
    ...toolConfigOf(parsed.data),
    ...(output_config?.format !== undefined && {
      outputConfig: {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { schema: JSON.stringify(output_config.format.schema) } },
        },
      },
    }),
    ...(Object.keys(extra).length > 0 && { additionalModelRequestFields: extra }),
    requestMetadata,
  };
}

function toolConfigOf({ tools = [], tool_choice, messages }: z.infer<typeof body>): object {
  const choice = tool_choice?.type ?? 'auto';
  // Converse knows no `none`: the tools are left out there, unless messages speak of one.
  const spoken = messages.some(({ content }) => blocksOf(content).some(speaksOfTool));
  if (tools.length === 0 || (choice === 'none' && !spoken)) return {};
  return {
    toolConfig: {
      tools: tools.map(({ name, description, input_schema }) => ({
        toolSpec: { name, description, inputSchema: { json: input_schema } },
      })),
      ...(tool_choice !== undefined &&
        choice !== 'none' && {
          toolChoice: { [choice]: tool_choice.type === 'tool' ? { name: tool_choice.name } : {} },
        }),
    },
  };
}

function speaksOfTool({ type }: Block): boolean {
  return type === 'tool_use' || type === 'tool_result';
}

function blocksOf(content: string | readonly Block[]): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function converseBlock(part: Block): object {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'image':
      // `image/png` → `png`
      return { image: { format: part.source.media_type.split('/')[1], source: { bytes: part.source.data } } };
    case 'tool_use':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input ?? {} } };
    case 'tool_result':
      return {
        toolResult: {
          toolUseId: part.tool_use_id,
          // Anthropic takes empty text here, Converse only no block at all.
          content: part.content === '' ? [] : blocksOf(part.content).map(converseBlock),
          status: part.is_error === true ? 'error' : 'success',
        },
      };
    case 'thinking':
      return { reasoningContent: { reasoningText: { text: part.thinking, signature: part.signature } } };
    case 'redacted_thinking':
      return { reasoningContent: { redactedContent: part.data } };
  }
}
