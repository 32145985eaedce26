import { readPrompt } from '../complexity/read-prompt.ts';

// Function words and the verbs of asking: they name no subject.
const COMMON = new Set(
  `the and for with that this these those from into about have has been will would should could must what when where which who how why can you your our their there here them they then than also please write explain design analyze analyse prove compare create make give show help need want using use each per any all some more most very just only not are was were its it's between under over within without including like one two three first step steps does didn't doesn't don't while fell went deal tell name many much said says
  les des une est que qui pour avec dans sur pas vous nous par der die das und ein eine für mit von ist nicht wie auf den dem los las una que para con por del como các một cho của với những được trong`.split(
    /\s+/,
  ),
);

/** Up to `most` telling words of a prompt, those that come up most (then first) first. */
export function termsOf(prompt: string, most: number): string[] {
  const seen = new Map<string, { count: number; shown: string }>();
  for (const word of readPrompt(prompt).text.match(/[\p{L}\p{N}][\p{L}\p{N}.%/+-]*[\p{L}\p{N}%]/gu) ?? []) {
    const key = word.toLowerCase();
    // A number is a detail, never a subject.
    if (word.length < 4 || COMMON.has(key) || !/^\p{L}/u.test(word)) continue;
    const known = seen.get(key);
    seen.set(key, { count: (known?.count ?? 0) + 1, shown: known?.shown ?? word });
  }
  return [...seen.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
    .map((each) => each.shown);
}

/** Clauses of a prompt that read as requirements, shortened. */
export function requirementsOf(prompt: string, most: number): string[] {
  return readPrompt(prompt)
    .text.split(/[.;:?!]+(?=\s|$)|\n+|,\s+(?:and\s+)?/u)
    .map((clause) => clause.trim().replace(/^(?:and|then|also|please)\s+/i, ''))
    .filter((clause) => clause.split(/\s+/).length >= 2)
    .slice(0, most)
    .map((clause) => quote(clause, 90));
}

/** A plan for working on a prompt, made of its own terms: Markdown with four headings. */
export function outline(prompt: string): string {
  const terms = termsOf(prompt, 6);
  const [subject = 'the question', ...others] = terms;
  const requirements = requirementsOf(prompt, 8);
  return [
    `## 1. What is asked`,
    ...(requirements.length > 0 ? requirements : [quote(prompt, 90)]).map((each) => `- ${each}`),
    `## 2. What to settle first`,
    `- State what ${subject} means here, what is given, and what would count as done.`,
    ...others.slice(0, 3).map((term) => `- Write down what is known and what is assumed about ${term}.`),
    `## 3. How to go about it`,
    `1. Sketch the simplest version for ${subject} that could be right.`,
    ...others
      .slice(0, 4)
      .map((term, index) => `${index + 2}. Test it against ${term}; note what breaks and which alternative would not.`),
    `## 4. How to check the result`,
    `- Go through every line of section 1 and name the part that meets it.`,
    `- Look for the case that hurts most${terms.length > 1 ? ` where ${terms.slice(0, 2).join(' and ')} meet` : ''}, and say what remains uncertain.`,
  ].join('\n');
}

/** One line of at most `length` characters. */
export function quote(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, length * 4));
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line;
}
