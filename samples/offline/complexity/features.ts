import { findConcepts } from './concepts.ts';
import { readPrompt, words } from './read-prompt.ts';
import { separateMaterial } from './separate-material.ts';

/** What a prompt looks like, as named numbers of about 0 to 2; absent means 0. */
export type Features = ReadonlyMap<string, number>;

// From these numbers of words on a request counts as longer; steps, because a middling length is a sign of its own.
const LENGTHS = [3, 6, 10, 16, 26, 45, 80];

/** The features of a prompt of any size and language: its shape (`#…`), its concepts (`ask …`, `make …`, `sign …`), its words. */
export function featuresOf(prompt: string): Features {
  const read = readPrompt(prompt);
  const { asked: lines, material } = separateMaterial(read.lines);
  const asked = lines.join('\n');
  const sentences = asked.split(/(?<=[.?!。？！])\s+|\n|(?<=[。？！])/u).filter((each) => /[\p{L}\p{N}]/u.test(each));
  const last = sentences.at(-1) ?? '';
  const materialWords = words(read.material) + words(material);

  const features = new Map<string, number>();
  const put = (name: string, value: number) => value !== 0 && features.set(name, value);
  const count = (pattern: RegExp) => asked.match(pattern)?.length ?? 0;

  const length = words(asked);
  put('#words', log(length) / 2);
  const step = LENGTHS.findIndex((most) => length <= most);
  put(step < 0 ? '#over 80 words' : `#up to ${LENGTHS[step]} words`, 0.5);
  put('#sentences', log(sentences.length));
  put('#words before the last sentence', log(length - words(last)) / 4);
  put('#words of the last sentence', log(words(last)) / 3);
  put('#questions', Math.min(count(/[?？]/gu), 3) / 2);
  put('#no question', count(/[?？]/gu) === 0 ? 0.5 : 0);
  put('#numbers', log(count(/\d[\d.,]*/gu)) / 2);
  put('#quantities', log(count(/\d[\d.,]*\s?(?:%|(?:k|m|ms|s|gb|tb|kg|mw)\b|[$€£¥])|[$€£]\s?\d/gu)) / 2);
  put('#commas', log(count(/[,;]/gu)) / 2);
  put('#list items', log(read.listed) / 2);
  put('#long words', log(count(/\p{L}{10,}/gu)) / 2);
  put('#abbreviations', log(read.text.match(/\b[A-Z]{2,6}\b/g)?.length ?? 0) / 3);
  put('#code', read.hasCode ? 0.5 : 0);
  put('#material', materialWords > 0 && !read.hasCode ? 0.5 : 0);
  put('#words of material', log(materialWords) / 4);
  // A situation told before the question: many words of the asker's own.
  if (length > 40 && materialWords < 30) put('#numbers of a situation', log(count(/\d[\d.,]*/gu)) / 2);
  if (length > 40) put('#question after a situation', count(/[?？]/gu) > 0 ? 0.5 : 0);

  const { requests, signs } = findConcepts(asked);
  const [first] = requests;
  for (const { key } of requests) put(key, 0.4);
  if (first && first.at < 40) put(`first ${first.key}`, 0.4);
  const made = requests.find(({ key }) => key.startsWith('make '));
  if (made) put(`first ${made.key}`, 0.4);
  const [inLast] = findConcepts(last).requests;
  if (inLast) put(`last ${inLast.key}`, 0.4);
  put('#requests', log(requests.length) / 2);
  for (const [sign, places] of signs) put(`sign ${sign}`, log(places) / 2);

  const grams = wordGrams(asked, last);
  // The longer the prompt, the less a single word tells; below a dozen they count the same.
  const weight = 4 / Math.sqrt(Math.max(grams.size, 12));
  for (const gram of grams) put(gram, weight);
  return features;
}

/** Stems (`=word`), pairs (`=two words`), the opening (`^word`) and the words of the last sentence (`$word`). */
function wordGrams(asked: string, last: string): Set<string> {
  const all = stems(asked);
  const [one = '', two = ''] = all;
  return new Set([
    ...all.map((stem) => `=${stem}`),
    ...all.slice(1).map((stem, index) => `=${all[index]} ${stem}`),
    ...stems(last).map((stem) => `$${stem}`),
    `^${one}`,
    `^${one} ${two}`,
  ]);
}

/** Words cut to six letters, numbers as `0`; scripts without spaces by character. */
function stems(text: string): string[] {
  const found = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]|[\p{L}\p{M}]+|\d+/gu,
  );
  return (found ?? []).map((word) => (/\d/.test(word) ? '0' : word.slice(0, 6)));
}

function log(count: number): number {
  return Math.log2(1 + Math.max(0, count));
}
