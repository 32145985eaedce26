/** Lower case without accents, so that "Übersetze" and "ubersetze" or "viết" and "viet" are one word. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/đ/g, 'd')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/ı/g, 'i');
}

export interface Token {
  readonly text: string;
  readonly at: number;
}

/** Words of folded text with their offsets. An apostrophe separates, so "what's" is `what` `s`, "l'analyse" is `l` `analyse`. */
export function tokens(folded: string): Token[] {
  return [...folded.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({ text: match[0], at: match.index }));
}

// Scripts written without spaces, or with particles glued to the word: phrases are looked up inside the text.
const GLUED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Arabic}\p{Script=Devanagari}]/u;

export function isGlued(text: string): boolean {
  return GLUED.test(text);
}
