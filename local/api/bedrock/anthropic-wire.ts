import type { ContentBlock, StopReason } from '@aws-sdk/client-bedrock-runtime';
import { baseModelId } from '../../models/known-models.ts';
import type { CompleteAnswer } from './complete-answer.ts';
import { pieces } from './converse-wire.ts';

/** An answer as the body of Anthropic's Messages API, which InvokeModel returns. */
export function anthropicBody(answer: CompleteAnswer, modelId: string, id: string): object {
  return {
    ...messageHead(modelId, id),
    content: answer.content.map(anthropicBlock),
    stop_reason: stopReason(answer.stopReason),
    stop_sequence: answer.stopSequence ?? null,
    usage: usage(answer),
  };
}

/** The events inside the chunks of InvokeModelWithResponseStream; the last one carries Bedrock's own metrics. */
export function anthropicEvents(answer: CompleteAnswer, modelId: string, id: string): readonly object[] {
  const start = {
    ...messageHead(modelId, id),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage(answer), output_tokens: 1 },
  };
  return [
    { type: 'message_start', message: start },
    ...answer.content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(answer.stopReason), stop_sequence: answer.stopSequence ?? null },
      usage: { output_tokens: answer.usage.outputTokens },
    },
    {
      type: 'message_stop',
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: answer.usage.inputTokens,
        outputTokenCount: answer.usage.outputTokens,
        invocationLatency: answer.latencyMs,
        firstByteLatency: answer.latencyMs,
      },
    },
  ];
}

function messageHead(modelId: string, id: string): object {
  // `us.anthropic.claude-haiku-4-5-20251001-v1:0` → `claude-haiku-4-5-20251001`, Anthropic's own name.
  const model = (baseModelId(modelId) ?? modelId).replace(/^anthropic\./, '').replace(/-v\d+(?::.*)?$/, '');
  return { id: `msg_bdrk_${id.replaceAll('-', '')}`, type: 'message', role: 'assistant', model };
}

function usage({
  usage: { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens },
}: CompleteAnswer): object {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: cacheWriteInputTokens ?? 0,
    cache_read_input_tokens: cacheReadInputTokens ?? 0,
    output_tokens: outputTokens,
  };
}

function stopReason(reason: StopReason): string {
  // A reason of Converse's own.
  if (reason === 'malformed_tool_use') return 'end_turn';
  return reason === 'content_filtered' || reason === 'guardrail_intervened' ? 'refusal' : reason;
}

function anthropicBlock(block: ContentBlock): object {
  if (block.toolUse !== undefined) {
    const { toolUseId, name, input } = block.toolUse;
    return { type: 'tool_use', id: toolUseId, name, input: input ?? {} };
  }
  if (block.reasoningContent?.reasoningText !== undefined) {
    const { text, signature } = block.reasoningContent.reasoningText;
    return { type: 'thinking', thinking: text, signature: signature ?? '' };
  }
  return { type: 'text', text: block.text ?? '' };
}

function blockEvents(block: ContentBlock, index: number): readonly object[] {
  const whole = anthropicBlock(block);
  const stop = { type: 'content_block_stop', index };
  const start = (content_block: object): object => ({ type: 'content_block_start', index, content_block });
  const delta = (body: object): object => ({ type: 'content_block_delta', index, delta: body });
  if (block.toolUse !== undefined) {
    const json = pieces(JSON.stringify(block.toolUse.input ?? {}));
    const deltas = json.map((partial_json) => delta({ type: 'input_json_delta', partial_json }));
    return [start({ ...whole, input: {} }), ...deltas, stop];
  }
  if (block.reasoningContent?.reasoningText !== undefined) {
    const { text = '', signature = '' } = block.reasoningContent.reasoningText;
    const deltas = pieces(text).map((thinking) => delta({ type: 'thinking_delta', thinking }));
    return [start({ type: 'thinking', thinking: '' }), ...deltas, delta({ type: 'signature_delta', signature }), stop];
  }
  const deltas = pieces(block.text ?? '').map((text) => delta({ type: 'text_delta', text }));
  return [start({ type: 'text', text: '' }), ...deltas, stop];
}
