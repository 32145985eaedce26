import type { ModelAnswer, ModelRequest } from '../../local/models/driver.ts';

/** English text runs at roughly four characters a token; other scripts need more tokens, so this is an estimate for show. */
const CHARACTERS_PER_TOKEN = 4;

/** A page of a PDF costs 1,500 to 3,000 tokens and has some 50 KB. */
const BYTES_PER_DOCUMENT_TOKEN = 25;

/** Estimated tokens of a request (system, messages, documents) and its answer; at least one each. */
export function estimateUsage(request: ModelRequest, answer: string): NonNullable<ModelAnswer['usage']> {
  const system = (request.system ?? []).reduce((sum, block) => sum + (block.text?.length ?? 0), 0);
  const messages = (request.messages ?? []).flatMap((message) => message.content ?? []);
  const input = messages.reduce((sum, block) => sum + (block.text?.length ?? 0), system);
  const documents = messages.reduce((sum, block) => sum + (block.document?.source?.bytes?.length ?? 0), 0);
  const inputTokens = tokensOf(input) + Math.ceil(documents / BYTES_PER_DOCUMENT_TOKEN);
  const outputTokens = tokensOf(answer.length);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

function tokensOf(characters: number): number {
  return Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN));
}
