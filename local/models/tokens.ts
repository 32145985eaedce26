import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest } from './driver.ts';

/** English text has about four characters a token; code and other languages have fewer, so this is an estimate only. */
export const CHARACTERS_PER_TOKEN = 4;

// An image of a megapixel costs about 1,600 tokens; a flat number is enough for an estimate.
const TOKENS_PER_MEDIA = 1600;

// A page of a PDF is read as text and as an image, 1,500 to 3,000 tokens together, and takes some 50 KB.
const BYTES_PER_DOCUMENT_TOKEN = 25;
const TEXT_FORMATS: readonly (string | undefined)[] = ['txt', 'md', 'csv', 'html'];

/** Tokens of everything the model reads: system, messages, tools. At least 1. */
export function estimateInputTokens(request: Pick<ModelRequest, 'system' | 'messages' | 'toolConfig'>): number {
  const messages = (request.messages ?? []).flatMap(({ content }) => content ?? []);
  const tokens =
    estimateTokens(request.system) +
    estimateTokens(request.toolConfig) +
    estimateContentTokens(messages as ContentBlock[]);
  return Math.max(1, tokens);
}

/** Tokens of content blocks, of what the model said or was told. */
export function estimateContentTokens(content: readonly ContentBlock[]): number {
  return content.reduce((sum, block) => sum + estimateBlockTokens(block), 0);
}

function estimateBlockTokens(block: ContentBlock): number {
  if (block.text !== undefined) return Math.ceil(block.text.length / CHARACTERS_PER_TOKEN);
  if (block.document !== undefined) return estimateDocumentTokens(block.document);
  if (block.image !== undefined || block.video !== undefined) return TOKENS_PER_MEDIA;
  if (block.toolUse !== undefined) return estimateTokens({ name: block.toolUse.name, input: block.toolUse.input });
  // What a tool gave may hold media and documents, too.
  if (block.toolResult !== undefined) return estimateContentTokens((block.toolResult.content ?? []) as ContentBlock[]);
  return estimateTokens(block);
}

/** By its bytes: a text as text, anything else as pages, one at least. */
function estimateDocumentTokens({ format, source }: NonNullable<ContentBlock['document']>): number {
  const bytes = source?.bytes?.length ?? source?.text?.length ?? 0;
  if (TEXT_FORMATS.includes(format)) return Math.ceil(bytes / CHARACTERS_PER_TOKEN);
  return Math.max(TOKENS_PER_MEDIA, Math.ceil(bytes / BYTES_PER_DOCUMENT_TOKEN));
}

function estimateTokens(value: unknown): number {
  return value === undefined ? 0 : Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
}
