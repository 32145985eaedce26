import type { Note } from '../language/notes.ts';

/** A `StepOutput`. */
export interface StepAnswer {
  readonly output: string;
  readonly sources: readonly string[];
}

// A step always says something, if only that there is nothing to say.
export const NOTHING = 'Not found: nothing in the documents fits what was asked.';

/** An output with the documents that it rests on, in the order in which they come up. */
export function outputOf(output: string, notes: readonly Note[]): StepAnswer {
  return {
    output: output.trim() === '' ? NOTHING : output,
    sources: [...new Set(notes.flatMap(({ sources }) => sources))],
  };
}
