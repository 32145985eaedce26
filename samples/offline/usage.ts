import type { ModelAnswer, ModelRequest } from '../../local/models/driver.ts';
import type { Content } from './content.ts';

/** English text runs at roughly four characters a token; other scripts need more tokens, so this is an estimate for show. */
const CHARACTERS_PER_TOKEN = 4;

/** A page of a PDF costs 1,500 to 3,000 tokens and has some 50 KB. */
const BYTES_PER_DOCUMENT_TOKEN = 25;

/** Estimated tokens of a request (system, tools, messages with documents and what tools gave) and its answer; at least one each. */
export function estimateUsage(request: ModelRequest, answer: Content): NonNullable<ModelAnswer['usage']> {
  const system = (request.system ?? []).reduce((sum, block) => sum + (block.text?.length ?? 0), 0);
  const tools = request.toolConfig === undefined ? 0 : JSON.stringify(request.toolConfig).length;
  const messages = (request.messages ?? []).flatMap((message) => message.content ?? []);
  const documents = messages.reduce((sum, block) => sum + (block.document?.source?.bytes?.length ?? 0), 0);
  const inputTokens =
    tokensOf(system + tools + charactersOf(messages)) + Math.ceil(documents / BYTES_PER_DOCUMENT_TOKEN);
  const outputTokens = tokensOf(charactersOf(answer));
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}

/** Of text as it is, of what tools are asked and answer as JSON. */
function charactersOf(blocks: readonly Block[]): number {
  return blocks.reduce(
    (sum, { text, toolUse, toolResult }) =>
      sum + (text?.length ?? 0) + [toolUse, toolResult].reduce((all, tool) => all + jsonLength(tool), 0),
    0,
  );
}

type Block = Content[number];

function jsonLength(value: unknown): number {
  return value === undefined ? 0 : JSON.stringify(value).length;
}

function tokensOf(characters: number): number {
  return Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN));
}
