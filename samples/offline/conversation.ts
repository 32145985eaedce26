import type { ModelRequest } from '../../local/models/driver.ts';

/** Turns one request into an answer. */
export type Responder = (request: ModelRequest) => Answer | Promise<Answer>;

/** The text of the answer, or what has to be run before there is one. */
export type Answer = string | { readonly text?: string; readonly toolCalls: readonly ToolWish[] };

export interface ToolWish {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Message = NonNullable<ModelRequest['messages']>[number];

/** All text of the last user message that asks something (documents and images are skipped), joined by line breaks. */
export function lastUserText(request: ModelRequest): string {
  return textOf(askingMessage(request));
}

/**
 * The last user message that asks something. A request to repair the answer before it asks nothing new: what has to be
 * answered is the message before both.
 */
export function askingMessage(request: ModelRequest): Message | undefined {
  const messages = [...(request.messages ?? [])];
  while (messages.length > 2 && messages.at(-2)?.role === 'assistant' && asksForRepair(messages.at(-1))) {
    messages.splice(-2);
  }
  return messages.findLast((message) => message.role === 'user');
}

/** The prompt to judge: that of the last user message which holds one in `<prompt>`, else the last user text. */
export function promptToJudge(request: ModelRequest): string {
  const holder = (request.messages ?? []).findLast(
    (message) => message.role === 'user' && textOf(message).includes('<prompt>'),
  );
  return taggedPrompt(holder === undefined ? lastUserText(request) : textOf(holder));
}

// The words of the app's own repair, first and last; a person who complains rarely uses both.
function asksForRepair(message: Message | undefined): boolean {
  const text = textOf(message);
  return (
    message?.role === 'user' &&
    text.startsWith('That answer cannot be used:') &&
    text.endsWith('Answer again with the corrected JSON only.')
  );
}

export function textOf(message: Message | undefined): string {
  return (message?.content ?? []).flatMap((block) => (block.text === undefined ? [] : [block.text])).join('\n');
}

/** What stands between `<prompt>` and the last `</prompt>`, entities decoded; the whole text where the tags are missing. */
export function taggedPrompt(text: string): string {
  const start = text.indexOf('<prompt>');
  const end = text.lastIndexOf('</prompt>');
  return start < 0 || end < start ? text : unescapeEntities(text.slice(start + '<prompt>'.length, end)).trim();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#39': "'" };

// One pass, so that `&amp;lt;` becomes `&lt;` and not `<`.
function unescapeEntities(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** `haiku`, `sonnet` or `opus` as the model id says; other models count as the middle one. */
export function tierOf(modelId: string): 'haiku' | 'sonnet' | 'opus' {
  return modelId.includes('haiku') ? 'haiku' : modelId.includes('opus') ? 'opus' : 'sonnet';
}
