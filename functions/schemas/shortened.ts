import { grouped } from './few-sentences.ts';

/** Text that is too long for whoever reads it. It is cut between characters: half of one would not survive the way through UTF-8. */

/** The beginning, and a note that it ends there; what may be done about it is said behind that. */
export function beginningOf(text: string, most: number, advice?: string): string {
  if (text.length <= most) return text;
  const end = cutAt(text, most);
  const more = advice === undefined ? '' : `; ${advice}`;
  return `${text.slice(0, end)}\n[cut here, after ${grouped(end)} of ${grouped(text.length)} characters${more}]`;
}

/** As much of the beginning and of the end, where conclusions stand, and how much is missing between them. */
export function withoutMiddle(text: string, head: number, tail: number): string {
  if (text.length <= head + tail) return text;
  const [from, to] = [cutAt(text, head), cutAt(text, text.length - tail)];
  return `${text.slice(0, from)}\n[${to - from} characters left out]\n${text.slice(to)}`;
}

/** There, or before the character that is in two halves there. */
export function cutAt(text: string, index: number): number {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(index - 1, index + 1)) ? index - 1 : index;
}
