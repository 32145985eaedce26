import type { ToolCall } from '../model-gateway/gateway.ts';
import { mismatches } from '../schemas/json-schema.ts';
import type { UseToolsAnswer, UseToolsRequest } from '../schemas/turn.ts';
import type { ToolDescription } from '../tools/tool.ts';

type Question = Extract<UseToolsAnswer, { kind: 'question' }>;

/** The first question to a person that nobody has answered; undefined when there is none. */
export function openQuestion(
  calls: readonly ToolCall[],
  allowed: readonly ToolDescription[],
  answers: UseToolsRequest['answers'],
): Question | undefined {
  const open = calls.find(({ id, name, input }) => {
    const spec = allowed.find((one) => one.name === name);
    // One that is not as the tool wants it is told so, like any other call.
    return spec?.asks === 'person' && !Object.hasOwn(answers, id) && mismatches(spec.input, input).length === 0;
  });
  if (open === undefined) return undefined;
  return { kind: 'question', toolCallId: open.id, question: (open.input as { question: string }).question };
}
