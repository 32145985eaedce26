// Control characters, and what turns the direction of writing: what others wrote must not write over the lines around it.
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;

/** Text of somebody else, fit for one line of a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ');
}

export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}
