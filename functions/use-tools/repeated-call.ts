import type { Message, ToolCall } from '../model-gateway/gateway.ts';
import { isObject } from '../schemas/json-schema.ts';

// Once to know, and once more because results are shortened in long conversations.
const TOO_OFTEN = 3;

/** The first call that is made for the third time, with the same input in whatever order; undefined when there is none. */
export function repeatedCall(conversation: readonly Message[], calls: readonly ToolCall[]): ToolCall | undefined {
  const times = new Map<string, number>();
  const count = (call: ToolCall) => {
    const key = canonical([call.name, call.input]);
    times.set(key, (times.get(key) ?? 0) + 1);
    return times.get(key)!;
  };
  for (const call of conversation.flatMap(({ toolCalls = [] }) => toolCalls)) count(call);
  return calls.find((call) => count(call) >= TOO_OFTEN);
}

/** JSON that is the same for equal values: names in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  );
}
