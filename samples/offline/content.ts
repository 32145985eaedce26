import { createHash } from 'node:crypto';
import type { ModelAnswer, ModelRequest } from '../../local/models/driver.ts';
import { textOf } from './conversation.ts';
import type { Answer, ToolWish } from './conversation.ts';

/** Blocks of an assistant's message, in the shape of Converse. */
export type Content = NonNullable<NonNullable<NonNullable<ModelAnswer['output']>['message']>['content']>;

/** What a responder answered, as content blocks; Converse refuses blank text beside tools. */
export function contentOf(answer: Answer, request: ModelRequest): Content {
  if (typeof answer === 'string') return [{ text: answer }];
  const { text = '', toolCalls } = answer;
  const before = (request.messages ?? []).flatMap(({ content }) => content ?? []).filter(({ toolUse }) => toolUse);
  // The first message tells conversations apart, the number calls of one conversation; both are the same in every run.
  const conversation = createHash('sha256').update(textOf(request.messages?.[0])).digest('hex').slice(0, 12);
  const blocks = toolCalls.map(({ name, input }, index) => ({
    toolUse: { toolUseId: `offline-${conversation}-${before.length + index + 1}`, name, input: input as Json },
  }));
  return text.trim() === '' && blocks.length > 0 ? blocks : [{ text }, ...blocks];
}

type Json = NonNullable<Content[number]['toolUse']>['input'] & ToolWish['input'];
