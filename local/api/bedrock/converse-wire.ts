import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { CompleteAnswer } from './complete-answer.ts';

/** One event of a stream: its type and JSON body. */
export type StreamEvent = readonly [eventType: string, body: object];

/** The body of a Converse answer. */
export function converseBody(answer: CompleteAnswer): object {
  const { content, stopReason, usage, latencyMs, additionalModelResponseFields, trace } = answer;
  return {
    output: { message: { role: 'assistant', content: content.map(wireBlock) } },
    stopReason,
    usage,
    metrics: { latencyMs },
    ...(additionalModelResponseFields !== undefined && { additionalModelResponseFields }),
    ...(trace !== undefined && { trace }),
  };
}

/** The events of a ConverseStream answer: text and tool input arrive in pieces, usage at the very end. */
export function converseEvents(answer: CompleteAnswer): readonly StreamEvent[] {
  const { content, stopReason, usage, latencyMs, additionalModelResponseFields, trace } = answer;
  return [
    ['messageStart', { role: 'assistant' }],
    ...content.flatMap(blockEvents),
    [
      'messageStop',
      { stopReason, ...(additionalModelResponseFields !== undefined && { additionalModelResponseFields }) },
    ],
    ['metadata', { usage, metrics: { latencyMs }, ...(trace !== undefined && { trace }) }],
  ];
}

function blockEvents(block: ContentBlock, contentBlockIndex: number): readonly StreamEvent[] {
  const stop: StreamEvent = ['contentBlockStop', { contentBlockIndex }];
  const delta = (body: object): StreamEvent => ['contentBlockDelta', { delta: body, contentBlockIndex }];
  if (block.toolUse !== undefined) {
    const { toolUseId, name, input } = block.toolUse;
    const deltas = pieces(JSON.stringify(input ?? {})).map((piece) => delta({ toolUse: { input: piece } }));
    return [['contentBlockStart', { start: { toolUse: { toolUseId, name } }, contentBlockIndex }], ...deltas, stop];
  }
  if (block.reasoningContent?.reasoningText !== undefined) {
    const { text = '', signature } = block.reasoningContent.reasoningText;
    return [
      ...pieces(text).map((piece) => delta({ reasoningContent: { text: piece } })),
      ...(signature === undefined ? [] : [delta({ reasoningContent: { signature } })]),
      stop,
    ];
  }
  // Bedrock sends no contentBlockStart for text.
  return [...pieces(block.text ?? '').map((piece) => delta({ text: piece })), stop];
}

/** Pieces of about five tokens, whole characters each; one empty piece for an empty text. */
export function pieces(text: string): readonly string[] {
  return text.match(/.{1,20}/gsu) ?? [''];
}

/** Bytes become base64 again. */
function wireBlock(block: ContentBlock): unknown {
  return JSON.parse(
    JSON.stringify(block, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
}
