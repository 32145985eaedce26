import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest } from './driver.ts';

/** English text has about four characters a token; code and other languages have fewer, so this is an estimate only. */
export const CHARACTERS_PER_TOKEN = 4;

// An image of a megapixel costs about 1,600 tokens; a flat number is enough for an estimate.
const TOKENS_PER_MEDIA = 1600;

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
  if (block.image !== undefined || block.document !== undefined || block.video !== undefined) return TOKENS_PER_MEDIA;
  return estimateTokens(block);
}

function estimateTokens(value: unknown): number {
  return value === undefined ? 0 : Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
}
