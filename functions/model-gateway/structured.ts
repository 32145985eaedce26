import type { ToolTurn } from '../schemas/turn.ts';
import type { ModelCall, ModelGateway, ModelReply } from './gateway.ts';
import { add } from './pricing.ts';
import type { Spent } from './pricing.ts';

/** A checked answer, or why there is none; `spent` and `latencyMs` hold the repair too. */
export type StructuredReply<T> = StructuredOutcome<T> & { readonly spent: Spent; readonly latencyMs: number };

type StructuredOutcome<T> =
  | { readonly kind: 'valid'; readonly value: T }
  // Not an answer yet: there is nothing to check, nor to repair.
  | { readonly kind: 'tools'; readonly turn: ToolTurn }
  | { readonly kind: 'malformed'; readonly problems: readonly string[] }
  // A model that declined is not asked again: that would be a fallback around a guardrail.
  | { readonly kind: 'declined'; readonly reply: ModelReply };

export type Check<T> = (value: unknown) => { readonly value: T } | { readonly problems: readonly string[] };

/**
 * Asks for JSON, checks it, and has the model repair it once, for which it may ask for tools, too. A call that fails throws as the gateway does; a repair that
 * fails does not, since the first answer is paid for and its cost must not be lost.
 */
export async function structuredCall<T>(
  models: ModelGateway,
  call: ModelCall,
  check: Check<T>,
): Promise<StructuredReply<T>> {
  const first = await models.call(call);
  const outcome = judge(first, check);
  if (outcome.kind !== 'malformed') return { ...outcome, spent: spentOn(first), latencyMs: first.latencyMs };
  let repaired: ModelReply;
  try {
    repaired = await models.call(repairOf(call, first, outcome.problems));
  } catch {
    return { ...outcome, spent: spentOn(first), latencyMs: first.latencyMs };
  }
  return {
    ...judge(repaired, check),
    spent: add(spentOn(first), spentOn(repaired)),
    latencyMs: first.latencyMs + repaired.latencyMs,
  };
}

function judge<T>(reply: ModelReply, check: Check<T>): StructuredOutcome<T> {
  if (reply.stop === 'refused' || reply.stop === 'guardrail') return { kind: 'declined', reply };
  if (reply.stop === 'tools') return { kind: 'tools', turn: toolTurn(reply) };
  if (reply.stop === 'malformed')
    return { kind: 'malformed', problems: ['it is neither an answer nor a call of a tool that can be run'] };
  let value: unknown;
  try {
    value = JSON.parse(unfenced(reply.text));
  } catch {
    return { kind: 'malformed', problems: ['the answer is not JSON'] };
  }
  const checked = check(value);
  return 'value' in checked
    ? { kind: 'valid', value: checked.value }
    : { kind: 'malformed', problems: checked.problems };
}

/** What a reply that stops for tools comes to. */
export function toolTurn({ text, toolCalls = [] }: ModelReply): ToolTurn {
  return { text, toolCalls };
}

function repairOf(call: ModelCall, first: ModelReply, problems: readonly string[]): ModelCall {
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  const look = call.tools?.length ? 'Use tools first if that takes what you have not seen yet.\n' : '';
  const ask = `That answer cannot be used:\n${list}\n${look}Answer again with the corrected JSON only.`;
  // Bedrock refuses a message without text.
  const said = first.text.trim() === '' ? '(nothing)' : first.text;
  const messages = [...call.messages, { role: 'assistant', content: said }, { role: 'user', content: ask }] as const;
  return { ...call, messages };
}

// Models that get the schema in the prompt like to wrap their JSON in a Markdown fence.
function unfenced(text: string): string {
  return /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
}

function spentOn({ usage, costUsd }: ModelReply): Spent {
  return { usage, costUsd };
}
