import type { ContentBlock, ConverseCommandOutput, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { ModelAnswer, ModelRequest } from '../../models/driver.ts';
import { CHARACTERS_PER_TOKEN, estimateContentTokens, estimateInputTokens } from '../../models/tokens.ts';

/** An answer with everything that the wire formats need. */
export interface CompleteAnswer {
  readonly content: readonly ContentBlock[];
  readonly stopReason: StopReason;
  /** The stop sequence that was met. */
  readonly stopSequence?: string;
  readonly usage: TokenUsage;
  readonly latencyMs: number;
  readonly additionalModelResponseFields?: ConverseCommandOutput['additionalModelResponseFields'];
  readonly trace?: ConverseCommandOutput['trace'];
}

/**
 * Fills in what the driver left out, and holds the answer to the request's stop sequences and max tokens.
 * Usage that the driver did not report is estimated at four characters a token.
 */
export function completeAnswer(request: ModelRequest, answer: ModelAnswer, latencyMs: number): CompleteAnswer {
  const { stopSequences = [], maxTokens = Infinity } = request.inferenceConfig ?? {};
  const said = answer.output?.message?.content ?? [];
  const stopped = atStopSequence(said, stopSequences);
  const reported = answer.usage?.outputTokens;
  // A driver that counts tokens itself is believed: the estimate would cut answers that did fit.
  const tooLong = (reported ?? estimateContentTokens(stopped.content)) > maxTokens;
  const content = tooLong ? firstTokens(stopped.content, maxTokens) : stopped.content;
  const inputTokens = answer.usage?.inputTokens ?? estimateInputTokens(request);
  const outputTokens = tooLong ? maxTokens : (reported ?? Math.max(1, estimateContentTokens(content)));
  return {
    content,
    stopReason: tooLong
      ? 'max_tokens'
      : stopped.sequence !== undefined
        ? 'stop_sequence'
        : (answer.stopReason ?? usual(content)),
    ...(stopped.sequence !== undefined && !tooLong && { stopSequence: stopped.sequence }),
    usage: { ...answer.usage, inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    latencyMs: answer.metrics?.latencyMs ?? latencyMs,
    ...(answer.additionalModelResponseFields !== undefined && {
      additionalModelResponseFields: answer.additionalModelResponseFields,
    }),
    ...(answer.trace !== undefined && { trace: answer.trace }),
  };
}

/** The answer as a broken model would give it: half a sentence at max tokens, or text that is not what was asked for. */
export function spoil(answer: CompleteAnswer, kind: 'truncated' | 'malformed'): CompleteAnswer {
  if (kind === 'malformed') {
    const text = answer.content.map((block) => block.text ?? toolInput(block)).join('');
    // Never JSON, and never twice what it was: the first half, then a bracket that nothing opened.
    return {
      ...answer,
      content: [{ text: `${cut(text, Math.ceil(text.length / 2))} ]}>> garbled {"` }],
      stopReason: answer.content.some(({ toolUse }) => toolUse) ? 'malformed_tool_use' : 'end_turn',
    };
  }
  const outputTokens = Math.max(1, Math.floor(estimateContentTokens(answer.content) / 2));
  const { inputTokens = 0 } = answer.usage;
  return {
    ...answer,
    content: firstTokens(answer.content, outputTokens),
    stopReason: 'max_tokens',
    usage: { ...answer.usage, outputTokens, totalTokens: inputTokens + outputTokens },
  };
}

function toolInput({ toolUse }: ContentBlock): string {
  return toolUse === undefined ? '' : JSON.stringify(toolUse.input ?? {});
}

function usual(content: readonly ContentBlock[]): StopReason {
  return content.some((block) => block.toolUse !== undefined) ? 'tool_use' : 'end_turn';
}

function atStopSequence(
  content: readonly ContentBlock[],
  sequences: readonly string[],
): { readonly content: readonly ContentBlock[]; readonly sequence?: string } {
  for (const [index, block] of content.entries()) {
    const { text } = block;
    if (text === undefined) continue;
    const met = sequences
      .map((sequence) => ({ sequence, at: text.indexOf(sequence) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)[0];
    if (met !== undefined) {
      return { content: [...content.slice(0, index), { text: text.slice(0, met.at) }], sequence: met.sequence };
    }
  }
  return { content };
}

/** As much of the content as fits; a block that cannot be cut in half (a tool's input) is left out whole. */
function firstTokens(content: readonly ContentBlock[], tokens: number): readonly ContentBlock[] {
  const kept: ContentBlock[] = [];
  let left = tokens;
  for (const block of content) {
    const cost = estimateContentTokens([block]);
    if (cost <= left) kept.push(block);
    else if (block.text !== undefined && left > 0) kept.push({ text: cut(block.text, left * CHARACTERS_PER_TOKEN) });
    left -= cost;
    if (left <= 0) break;
  }
  return kept;
}

/** At most `length` UTF-16 units, never half a surrogate pair. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
