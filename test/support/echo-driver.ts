import type { ModelAnswer, ModelDriver, ModelRequest } from '../../local/models/driver.ts';

/** A driver that says back the last user text, or what `reply` makes of the request, and remembers what it was asked. */
export function echoDriver(reply: (request: ModelRequest) => ModelAnswer = echo): ModelDriver & {
  readonly asked: readonly ModelRequest[];
} {
  const asked: ModelRequest[] = [];
  return {
    name: 'echo',
    asked,
    answer(request) {
      asked.push(request);
      return Promise.resolve(reply(request));
    },
  };
}

function echo(request: ModelRequest): ModelAnswer {
  return said(
    request.messages
      ?.at(-1)
      ?.content?.map(({ text }) => text ?? '')
      .join('') ?? '',
  );
}

export function said(text: string): ModelAnswer {
  return { output: { message: { role: 'assistant', content: [{ text }] } }, stopReason: 'end_turn' };
}
