import type { ModelAnswer, ModelRequest } from '../../local/models/driver.ts';

/** English text runs at roughly four characters a token; other scripts need more tokens, so this is an estimate for show. */
const CHARACTERS_PER_TOKEN = 4;

/** Estimated tokens of a request (system and messages) and its answer; at least one each. */
export function estimateUsage(request: ModelRequest, answer: string): NonNullable<ModelAnswer['usage']> {
  const system = (request.system ?? []).reduce((sum, block) => sum + (block.text?.length ?? 0), 0);
  const messages = (request.messages ?? []).flatMap((message) => message.content ?? []);
  const input = messages.reduce((sum, block) => sum + (block.text?.length ?? 0), system);
  const inputTokens = tokensOf(input);
  const outputTokens = tokensOf(answer.length);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

function tokensOf(characters: number): number {
  return Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN));
}
