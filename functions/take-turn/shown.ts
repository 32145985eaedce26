// Some 6,000 tokens: a step may build on a dozen others, and each turn pays for all of it again.
const SHOWN_CHARACTERS = 24_000;

/** What a model is shown of a text that another one wrote: all of it, or its beginning, and a note that it was cut. */
export function shown(text: string, most = SHOWN_CHARACTERS): string {
  if (text.length <= most) return text;
  // Half a surrogate pair is no character.
  const head = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  const number = (count: number) => count.toLocaleString('en-US');
  return `${head}\n\n[Cut here: these are the first ${number(head.length)} of ${number(text.length)} characters.]`;
}
