// A number, a bracket or a function, and everything up to the last of them that only operators stand between.
const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)`;
const FUNCTION = String.raw`(?:sqrt|abs|round|floor|ceil|min|max|log10|log2|log|ln|exp|mod|pow)(?=\()`;
const TOKEN = String.raw`(?:${NUMBER}|${FUNCTION}|[()])`;
const RUN = new RegExp(String.raw`(?<![\p{L}\p{N}.,_#-])-?${TOKEN}(?:\s*[-+*/^,]?\s*${TOKEN})+(?!\p{L})`, 'giu');
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/(?<=[\d)]\s*)(?:[×·]|\bx\b|times\b|multiplied by\b)(?=\s*[\d(])/giu, '*'],
  [/(?<=[\d)]\s*)(?:÷|divided by\b)(?=\s*[\d(])/giu, '/'],
  [/(?<=[\d)]\s*)plus\b(?=\s*[\d(])/giu, '+'],
  [/(?<=[\d)]\s*)(?:−|minus\b)(?=\s*[\d(])/giu, '-'],
  [/(?<=[\d)])\s*\*\*\s*(?=[\d(])/gu, '^'],
  // The tool takes neither separators for thousands nor signs of percent.
  [/(?<=(?<![\d.])\d{1,3}(?:,\d{3})*),(?=\d{3}(?!\d))/gu, ''],
  [new RegExp(String.raw`(${NUMBER})\s*(?:%|percent\b)\s*of\s+(?=${NUMBER}(?![\p{L}]))`, 'giu'), '$1 / 100 * '],
];
// As many as are run in a few rounds; a longer text is no expression that anybody wrote for a person.
const MOST = 5;
const LONGEST = 300;
// The signs of a text are looked for over and over.
const MOST_READ = 4_000;

/** The arithmetic expressions of a text, as the tool `calculate` takes them. */
export function expressionsIn(text: string): readonly string[] {
  return [...new Set(partsOf(text).map(({ expression }) => expression))].slice(0, MOST);
}

/** A text without its arithmetic expressions. */
export function withoutExpressions(text: string): string {
  const parts = partsOf(text);
  return parts.length === 0 ? text : parts.reduce((left, { found }) => left.replace(found, ' '), inSigns(text));
}

function partsOf(text: string): readonly { readonly found: string; readonly expression: string }[] {
  const said = inSigns(text.slice(0, MOST_READ));
  return [...said.matchAll(RUN)].flatMap(({ 0: found, index }) => {
    const expression = withWholeBrackets(found.trim());
    // `2 - 3 weeks`
    const isRange = /^[\d.]+ - [\d.]+$/.test(expression) && /^\s*\p{L}/u.test(said.slice(index + found.length));
    return isArithmetic(expression) && !isRange
      ? [{ found: expression, expression: expression.replace(/\s+/g, ' ') }]
      : [];
  });
}

function inSigns(text: string): string {
  return WORDS.reduce((said, [word, sign]) => said.replace(word, sign), text);
}

/** A bracket around the whole remark is none of the expression. */
function withWholeBrackets(found: string): string {
  const [opened, closed] = ['(', ')'].map((bracket) => found.split(bracket).length - 1) as [number, number];
  if (opened > closed && found.startsWith('(')) return found.slice(1).trim();
  return closed > opened && found.endsWith(')') ? found.slice(0, -1).trim() : found;
}

function isArithmetic(text: string): boolean {
  if (text.length > LONGEST || text.split('(').length !== text.split(')').length) return false;
  if (/[\d)]\s+[\d(]|\d\(|\)\d|\(\)|,\s*,/.test(text)) return false;
  if (/,/.test(text) && !/[a-z\d]+\(/i.test(text)) return false;
  // `2025-01-20`, `24/7` and `2024/25` are dates and names; whoever subtracts or divides leaves room, or does more than that.
  return /[+*^]|\s[-/]\s|[a-z]\(/i.test(text);
}
