import type { Message, ToolResult } from '../model-gateway/gateway.ts';
import { beginningOf } from '../schemas/shortened.ts';

// Some 150,000 tokens, which the smallest context of our models holds together with the prompt and the answer.
const MOST_CHARACTERS = 600_000;
const STUB = 400;
// Shorter ones save little, and one that was shortened before is shorter.
const WORTH_IT = 1000;

/** A conversation that still fits into a model's context: what tools answered is shortened, the oldest first. */
export function withinBounds(conversation: readonly Message[]): readonly Message[] {
  let size = lengthOf(conversation);
  const smaller = (result: ToolResult): ToolResult => {
    if (size <= MOST_CHARACTERS || result.content.length < WORTH_IT) return result;
    const content = beginningOf(
      result.content,
      STUB,
      'it was shortened to make room; call the tool again if it matters',
    );
    size -= lengthOf(result.content) - lengthOf(content);
    return { ...result, content };
  };
  return conversation.map((message) =>
    message.toolResults === undefined ? message : { ...message, toolResults: message.toolResults.map(smaller) },
  );
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}
