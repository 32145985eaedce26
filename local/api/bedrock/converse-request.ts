import { z } from 'zod';
import { bedrockError } from '../../models/bedrock-errors.ts';
import type { ModelRequest } from '../../models/driver.ts';
import type { JsonInput } from '../json-protocol.ts';

const blocks = [
  ...['audio', 'cachePoint', 'citationsContent', 'document', 'guardContent', 'image', 'reasoningContent'],
  ...['searchResult', 'text', 'toolAddition', 'toolRemoval', 'toolResult', 'toolUse', 'video'],
];

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html
const toolUseId = z.string().regex(/^[a-zA-Z0-9_.:-]{1,64}$/, 'must match [a-zA-Z0-9_.:-]{1,64}');
const toolName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must match [a-zA-Z0-9_-]{1,64}');

// What its members must be like is said in words of their own: see `check-documents.ts`.
const document = z.looseObject({
  name: z.string(),
  format: z.string().optional(),
  source: z.looseObject({ bytes: z.string().optional() }),
});

const contentBlock = z
  .looseObject({
    text: z.string().optional(),
    document: document.optional(),
    toolUse: z.looseObject({ toolUseId, name: toolName, input: z.unknown() }).optional(),
    toolResult: z
      .looseObject({
        toolUseId,
        content: z.array(z.looseObject({ text: z.string().optional() })),
        status: z.enum(['success', 'error']).optional(),
      })
      .optional(),
  })
  .refine((block) => Object.keys(block).length === 1 && blocks.includes(Object.keys(block)[0] ?? ''), {
    error: `must have exactly one of ${blocks.join(', ')}`,
  });

const tool = z.looseObject({
  toolSpec: z
    .looseObject({
      name: toolName,
      description: z.string().min(1).optional(),
      inputSchema: z.looseObject({ json: z.unknown() }),
    })
    .optional(),
});

const body = z.strictObject({
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(contentBlock) })).optional(),
  system: z.array(z.looseObject({ text: z.string().min(1).optional() })).optional(),
  inferenceConfig: z
    .strictObject({
      maxTokens: z.int().min(1).optional(),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
      stopSequences: z.array(z.string().min(1)).max(2500).optional(),
    })
    .optional(),
  toolConfig: z
    .strictObject({ tools: z.array(tool).min(1), toolChoice: z.record(z.string(), z.unknown()).optional() })
    .optional(),
  outputConfig: z
    .strictObject({
      textFormat: z
        .strictObject({
          type: z.literal('json_schema'),
          structure: z.strictObject({
            jsonSchema: z.strictObject({
              schema: z.string(),
              name: z.string().optional(),
              description: z.string().optional(),
            }),
          }),
        })
        .optional(),
      effort: z.string().optional(),
    })
    .optional(),
  requestMetadata: z.record(z.string().max(256), z.string().max(256)).optional(),
  additionalModelRequestFields: z.record(z.string(), z.unknown()).optional(),
  additionalModelResponseFieldPaths: z.array(z.string()).max(10).optional(),
  guardrailConfig: z.looseObject({}).optional(),
  promptVariables: z.record(z.string(), z.unknown()).optional(),
  performanceConfig: z.looseObject({}).optional(),
  serviceTier: z.looseObject({}).optional(),
});

/** The request of a Converse body. Throws ValidationException naming each wrong field. */
export function converseRequest(modelId: string, input: JsonInput, signal: AbortSignal): ModelRequest {
  const parsed = body.safeParse(input);
  if (!parsed.success) throw bedrockError('ValidationException', describe(parsed.error));
  const promptId = parsed.data.requestMetadata?.promptId;
  return {
    // zod has just checked the wire's shape, of which the SDK's type is the twin save for the bytes, decoded here.
    ...(withBytes(parsed.data) as Omit<ModelRequest, 'modelId' | 'signal'>),
    modelId,
    ...(promptId !== undefined && { promptId }),
    signal,
  };
}

/** `2 validation errors detected: messages.0.role: …; …`, as AWS counts them. */
export function describe(error: z.ZodError): string {
  const problems = error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .map((key) => `${[...issue.path, key].join('.')}: extraneous key [${key}] is not permitted`)
          .join('; ')
      : `${issue.path.join('.')}: ${issue.message}`,
  );
  return `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`;
}

/** Blobs travel as base64; free documents (a tool's input, a JSON result) are left alone, whatever their keys. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if ((key === 'bytes' || key === 'redactedContent') && typeof member === 'string') {
        return [key, Uint8Array.from(Buffer.from(member, 'base64'))];
      }
      return [key, FREE_DOCUMENTS.has(key) ? member : withBytes(member)];
    }),
  );
}

const FREE_DOCUMENTS = new Set(['input', 'json', 'additionalModelRequestFields', 'requestMetadata', 'promptVariables']);
