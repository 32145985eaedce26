const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const COUNT = new RegExp(
  String.raw`\s*\b(?:in|as|into|with|using)\s+(?:(?:at most|no more than|up to|exactly|about|around)\s+)?(\d{1,2}|${NUMBERS.join('|')})\s+(?:short\s+|concise\s+|brief\s+|key\s+|main\s+)*(?:bullet(?:[ -]points?|s)?|points|items|lines|sentences|statements)\b`,
  'i',
);

/** How many bullets an answer is to have; undefined where nobody says. */
export function bulletsAsked(text: string): number | undefined {
  const word = COUNT.exec(text)?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  const count = NUMBERS.indexOf(word) + 1 || Number(word);
  return count > 0 ? count : undefined;
}

/** A text without how long the answer is to be: that is no subject. */
export function withoutCount(text: string): string {
  return text.replace(COUNT, '');
}
