import { cutAt } from '../../schemas/shortened.ts';
import { entryOf } from '../entry-of.ts';
import { titleOf } from '../title-of.ts';
import type { RunTool } from '../tool.ts';

// About 5,000 tokens.
const WINDOW = 20_000;

export const run: RunTool = async (input, { library }) => {
  const { id, from = 0 } = input as { id: string; from?: number };
  await entryOf(id, 'document', library);
  const whole = await library.read(id);
  if (whole === undefined) throw new Error(`document ${id} was removed just now`);
  if (from > 0 && from >= whole.length) {
    throw new Error(`document ${id} has ${whole.length} characters, so there is nothing from ${from} on`);
  }
  const end = windowEnd(whole, from);
  const part = { id, title: titleOf(id, whole), text: whole.slice(from, end), from, totalCharacters: whole.length };
  return { value: end < whole.length ? { ...part, next: end } : part, sources: [id] };
};

/** After the last line that fits, unless a line is longer than half a window; never within a character of two code units. */
function windowEnd(text: string, from: number): number {
  if (text.length - from <= WINDOW) return text.length;
  const end = from + WINDOW;
  const line = text.lastIndexOf('\n', end - 1) + 1;
  if (line > from + WINDOW / 2) return line;
  return cutAt(text, end);
}
