import type { ModelRequest } from '../../local/models/driver.ts';

/** Turns one request into the text of the answer. */
export type Responder = (request: ModelRequest) => string;

/** All text of the last user message (documents and images are skipped), joined by line breaks. */
export function lastUserText(request: ModelRequest): string {
  const last = (request.messages ?? []).findLast((message) => message.role === 'user');
  return (last?.content ?? []).flatMap((block) => (block.text === undefined ? [] : [block.text])).join('\n');
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
