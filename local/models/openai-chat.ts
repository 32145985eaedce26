import { randomUUID } from 'node:crypto';
import type { ContentBlock, Message, StopReason, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { z } from 'zod';
import { bedrockError } from './bedrock-errors.ts';
import type { ModelAnswer, ModelRequest } from './driver.ts';

/** A Converse request as the body of `POST /v1/chat/completions`. Throws ValidationException for what that lacks. */
export function chatRequest(model: string, request: ModelRequest): object {
  const { maxTokens, temperature, topP, stopSequences } = request.inferenceConfig ?? {};
  if (request.guardrailConfig !== undefined) unsupported('guardrailConfig');
  const schema = request.outputConfig?.textFormat?.structure?.jsonSchema;
  // Many servers hold whatever the model says to the schema, and then it can ask for no tool: with tools, it is told in words.
  const inWords = request.toolConfig === undefined ? undefined : schema?.schema;
  const system = [
    ...(request.system ?? []).map((block) => block.text ?? ''),
    ...(inWords === undefined
      ? []
      : [
          `When you need no more tools, answer with one JSON value that matches this JSON schema, and nothing else:\n${inWords}`,
        ]),
  ].join('\n');
  return {
    model,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...(request.messages ?? []).flatMap(chatMessages),
    ],
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    stop: stopSequences,
    ...(schema?.schema !== undefined &&
      inWords === undefined && {
        response_format: {
          type: 'json_schema',
          json_schema: { name: schema.name ?? 'answer', schema: JSON.parse(schema.schema) as unknown, strict: true },
        },
      }),
    ...(request.toolConfig !== undefined && chatTools(request.toolConfig)),
  };
}

/** Tool results are messages of their own there, and come before what the user says in the same turn. */
function chatMessages({ role, content = [] }: Message): readonly object[] {
  const results = content.flatMap(({ toolResult }) =>
    toolResult === undefined
      ? []
      : [
          {
            role: 'tool',
            tool_call_id: toolResult.toolUseId,
            content: (toolResult.content ?? []).map(resultText).join('\n'),
          },
        ],
  );
  const calls = content.flatMap(({ toolUse }) =>
    toolUse === undefined
      ? []
      : [
          {
            id: toolUse.toolUseId,
            type: 'function',
            function: { name: toolUse.name, arguments: JSON.stringify(toolUse.input ?? {}) },
          },
        ],
  );
  const parts = content.flatMap(chatPart);
  // Many servers take an array of parts only for images, so plain text stays a string.
  const plain = parts.every((part) => part.type === 'text');
  const said = plain ? parts.map((part) => part.text).join('\n') : parts;
  if (role === 'assistant') {
    return [{ role, content: parts.length === 0 ? null : said, ...(calls.length > 0 && { tool_calls: calls }) }];
  }
  return [...results, ...(parts.length === 0 ? [] : [{ role, content: said }])];
}

type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

function chatPart(block: ContentBlock): readonly ChatPart[] {
  if (block.text !== undefined) return [{ type: 'text', text: block.text }];
  if (block.image?.source?.bytes !== undefined) {
    const data = Buffer.from(block.image.source.bytes).toString('base64');
    return [{ type: 'image_url', image_url: { url: `data:image/${block.image.format};base64,${data}` } }];
  }
  // Tools are handled apart; cache points and another model's thoughts mean nothing there.
  const [kind = 'empty block'] = Object.keys(block);
  if (['toolUse', 'toolResult', 'cachePoint', 'reasoningContent'].includes(kind)) return [];
  return unsupported(kind);
}

function resultText(block: { readonly text?: string; readonly json?: unknown }): string {
  if (block.text !== undefined) return block.text;
  return block.json === undefined
    ? unsupported(`a tool result with ${Object.keys(block).join()}`)
    : JSON.stringify(block.json);
}

function chatTools({ tools = [], toolChoice }: ToolConfiguration): object {
  return {
    tools: tools.flatMap(({ toolSpec }) =>
      toolSpec === undefined
        ? []
        : [
            {
              type: 'function',
              function: {
                name: toolSpec.name,
                description: toolSpec.description,
                parameters: toolSpec.inputSchema?.json,
              },
            },
          ],
    ),
    ...(toolChoice?.any !== undefined && { tool_choice: 'required' }),
    ...(toolChoice?.tool !== undefined && {
      tool_choice: { type: 'function', function: { name: toolChoice.tool.name } },
    }),
  };
}

const chat = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({ id: z.string().nullish(), function: z.object({ name: z.string(), arguments: z.string() }) }),
            )
            .nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'content_filtered',
};

/** A chat completion as a Converse answer. Throws ModelErrorException for a body that is none. */
export function chatAnswer(body: unknown, server: string): ModelAnswer {
  const parsed = chat.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (choice === undefined) {
    const problems = parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw bedrockError('ModelErrorException', `${server} answered no chat completion: ${problems}`);
  }
  const { content, tool_calls } = choice.message;
  const blocks: ContentBlock[] = [
    ...(content ? [{ text: content }] : []),
    ...(tool_calls ?? []).map((call) => ({
      toolUse: {
        toolUseId: toolUseId(call.id),
        name: call.function.name,
        input: toolInput(call.function.arguments, server),
      },
    })),
  ];
  const usage = parsed.data?.usage;
  const stopReason = STOP_REASONS[choice.finish_reason ?? ''];
  return {
    output: { message: { role: 'assistant', content: blocks } },
    // Some servers say `stop` after a tool call too.
    stopReason: tool_calls?.length ? 'tool_use' : stopReason,
    ...(usage && {
      usage: {
        inputTokens: usage.prompt_tokens,
        outputTokens: usage.completion_tokens,
        totalTokens: usage.prompt_tokens + usage.completion_tokens,
      },
    }),
  };
}

/** The server's own id where Bedrock would take it back. */
function toolUseId(id: string | null | undefined): string {
  return /^[a-zA-Z0-9_.:-]{1,64}$/.test(id ?? '') ? `${id}` : `tooluse_${randomUUID()}`;
}

type ToolInput = NonNullable<ContentBlock['toolUse']>['input'];

function toolInput(json: string, server: string): ToolInput {
  try {
    return JSON.parse(json || '{}') as ToolInput;
  } catch {
    throw bedrockError('ModelErrorException', `${server} called a tool with arguments that are not JSON: ${json}`);
  }
}

function unsupported(what: string): never {
  throw bedrockError(
    'ValidationException',
    `an OpenAI-compatible server takes no ${what}; use --models offline or aws`,
  );
}
