// Control characters, and what turns the direction of writing: what a model wrote must not write over the lines around it.
const UNPRINTABLE = /[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;

/** Text of somebody else, fit for a part of one line of a terminal. */
export function short(text: string, most = 100): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}
