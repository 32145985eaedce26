// A model mends, and a person reads, so many at once.
const MOST_SENTENCES = 20;
const MOST_QUOTED = 60;

/** The first of what is wrong, and how much more there is. */
export function fewSentences(sentences: readonly string[]): readonly string[] {
  if (sentences.length <= MOST_SENTENCES) return sentences;
  return [...sentences.slice(0, MOST_SENTENCES), `and ${sentences.length - MOST_SENTENCES} more problems`];
}

/** What someone wrote, as a sentence about it quotes it. */
export function quoted(text: string): string {
  const cut = text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED).toWellFormed()}…` : text;
  return `“${cut.replace(/\s+/g, ' ')}”`;
}

/** `20,000`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
