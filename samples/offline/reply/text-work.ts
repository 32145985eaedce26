/** Small jobs on a text that need no model: count, change case, find addresses and dates, pick telling sentences. */

/** The text that a request is about: a quotation, else what follows the first colon or line break. */
export function materialOf(prompt: string): string | undefined {
  const quoted = /["“„«]([^"”“»]+)["”“»]/u.exec(prompt)?.[1];
  const after = /[:\n]\s*([\s\S]+)$/u.exec(prompt)?.[1];
  return (quoted ?? after)?.trim() || undefined;
}

export function count(prompt: string): string | undefined {
  const kind = /\b(?:how many|count(?: the)?|number of)\s+(words|characters|letters|lines)\b/i
    .exec(prompt)?.[1]
    ?.toLowerCase();
  const text = materialOf(prompt) ?? /\bin (?:the word )?(\p{L}+)\??$/u.exec(prompt)?.[1];
  if (kind === undefined || text === undefined) return undefined;
  const pattern = { words: /\S+/g, letters: /\p{L}/gu, lines: /[^\n]+/g }[kind] ?? /[\s\S]/gu;
  return `It has ${text.match(pattern)?.length ?? 0} ${kind}.`;
}

export function changeCase(prompt: string): string | undefined {
  const upper = /\b(?:upper[ -]?case|all caps|capital letters|großbuchstaben|majuscules)/i.test(prompt);
  const lower = /\b(?:lower[ -]?case|small letters|kleinbuchstaben|minuscules)/i.test(prompt);
  const text = upper === lower ? undefined : materialOf(prompt);
  return text === undefined ? undefined : upper ? text.toUpperCase() : text.toLowerCase();
}

const FINDS: readonly { readonly asked: RegExp; readonly found: RegExp; readonly name: string }[] = [
  { asked: /\be-?mail/i, found: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, name: 'e-mail address' },
  { asked: /\b(?:url|link|website)/i, found: /https?:\/\/[^\s"'<>)]+/g, name: 'link' },
  {
    asked: /\bdates?\b/i,
    found:
      /\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2},? \d{4})\b/gi,
    name: 'date',
  },
  { asked: /\b(?:phone|telephone)/i, found: /\+?\d[\d ()-]{6,}\d/g, name: 'phone number' },
  { asked: /\bnumbers?\b/i, found: /-?\d+(?:[.,]\d+)*/g, name: 'number' },
];

export function extract(prompt: string): string | undefined {
  if (!/\b(?:extract|find|pull|get|list|grab|what)\b/i.test(prompt)) return undefined;
  for (const { asked, found, name } of FINDS) {
    if (!asked.test(prompt.slice(0, 200))) continue;
    const values = [...new Set((materialOf(prompt) ?? '').match(found) ?? [])];
    if (values.length > 0)
      return `Found ${values.length === 1 ? `this ${name}` : `these ${name}s`}: ${values.join(', ')}.`;
  }
  return undefined;
}

// Scoring each sentence by the words that recur in the text; short words carry no subject.
const TELLING = 5;

/** The `most` sentences that carry the most recurring words, in their order; undefined where there is too little text. */
export function summary(prompt: string, most: number): string | undefined {
  if (!/\b(?:summar|tl;?dr|key (?:points|takeaways)|main points|résum|zusammenfass|tóm tắt|resum)/i.test(prompt))
    return undefined;
  const sentences = (materialOf(prompt) ?? '').slice(0, 50_000).match(/[^.!?。！？]+[.!?。！？]+/gu) ?? [];
  if (sentences.length <= most) return undefined;
  const wordsOf = (text: string) =>
    (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= TELLING);
  const often = new Map<string, number>();
  for (const word of sentences.flatMap(wordsOf)) often.set(word, (often.get(word) ?? 0) + 1);
  const scored = sentences.map((sentence, index) => {
    const words = wordsOf(sentence);
    const weight = words.reduce((sum, word) => sum + (often.get(word) ?? 0), 0) / Math.sqrt(words.length + 1);
    // An opening sentence usually names the subject.
    return { sentence: sentence.trim(), index, weight: index === 0 ? weight * 1.3 : weight };
  });
  const best = scored.sort((a, b) => b.weight - a.weight).slice(0, most);
  return best
    .sort((a, b) => a.index - b.index)
    .map((each) => each.sentence)
    .join(' ');
}
