// About 7,500 tokens: a window of a document, or a table of 200 rows.
const MOST_CHARACTERS = 30_000;

/** What a model reads of a result. */
export function resultText(text: string): string {
  return shortened(
    text,
    MOST_CHARACTERS,
    'ask for less at once: fewer rows or columns, a smaller limit, or the next part of a document',
  );
}

/** The beginning of a text that is too long, and why it ends there. */
export function shortened(text: string, most: number, advice: string): string {
  if (text.length <= most) return text;
  // Half of a character would not survive the way through UTF-8.
  const end = /[\ud800-\udbff]/.test(text[most - 1]!) ? most - 1 : most;
  return `${text.slice(0, end)}\n[cut here, after ${end} of ${text.length} characters; ${advice}]`;
}
