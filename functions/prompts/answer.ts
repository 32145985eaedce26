import type { Prompt } from './prompt.ts';

/** The caller's prompt as it is: the system text and the turns before it are the caller's too. */
export const answer: Prompt<string> = {
  id: 'answer@1',
  template: '{{prompt}}',
  variables: (prompt) => ({ prompt }),
};
