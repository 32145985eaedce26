/** Where a part begins and ends, in UTF-16 units. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a text into stretches of at most so many UTF-16 units, at least 2: after a paragraph, else after a line, else anywhere
 * but within a character.
 */
// T1. The stretches cover the text from its beginning to its end, without a gap and without an overlap.
// T2. No stretch but the last is shorter than half of what it may be, so that a text never has more than twice the parts it needs.
// T3. A surrogate pair stays in one stretch.
export function splitText(text: string, most: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = 0; from < text.length;) {
    const to = text.length - from <= most ? text.length : cut(text, from, most);
    stretches.push({ from, to });
    from = to;
  }
  return stretches;
}

// A blank line may hold spaces.
const PARAGRAPH_END = /\n[^\S\n]*\n/g;
const LINE_END = /\n/g;

function cut(text: string, from: number, most: number): number {
  const window = text.slice(from, from + most);
  for (const mark of [PARAGRAPH_END, LINE_END]) {
    const end = lastEnd(window, mark);
    if (end >= most / 2) return from + end;
  }
  const to = from + most;
  return isWithinPair(text, to) ? to - 1 : to;
}

/** 0 where there is none. */
function lastEnd(text: string, mark: RegExp): number {
  const last = [...text.matchAll(mark)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

function isWithinPair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
