/** What stands before the decimals: `1,234.50` has a point, `1.234,50` a comma. */
export type DecimalMark = '.' | ',';

/** The mark that a document's unmistakable figures have, those with two decimals; a point where there are none. */
export function decimalMarkOf(text: string): DecimalMark {
  const count = (mark: string): number =>
    text.match(new RegExp(`(?<![\\d.,])(?:\\d{1,3}(?:[.,' ]\\d{3})*|\\d+)${mark}\\d{2}(?![\\d.,]*\\d)`, 'g'))?.length ??
    0;
  return count(',') > count('\\.') ? ',' : '.';
}

const SYMBOLS = '$€£¥₹';
const CODES = 'USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|SEK|NOK|DKK|PLN|CZK|INR|SGD|ZAR|BRL|MXN|CNY|HKD';
const CURRENCY = `(?:(?:US|CA|AU|NZ|C|A)?[${SYMBOLS}]|(?:${CODES}|Fr\\.|kr\\.?|zł))`;

const HAS_CURRENCY = new RegExp(CURRENCY);

/** Digits in groups of three (by point, comma, apostrophe or a space that keeps them together), or in one row; decimals. */
const DIGITS = String.raw`(?:\d{1,3}(?:[.,'’\u00a0\u202f\u2009]\d{3})+|\d+)(?:[.,]\d+)?`;
const FIGURE = new RegExp(
  String.raw`^\(?([-−–])?\s?${CURRENCY}?\s?([-−–])?(${DIGITS})(?:[.,][-–—]+)?\s?${CURRENCY}?\)?(-)?$`,
);

/** A figure such as `$1,234.50`, `1.234,50 €`, `(80.00)` or `1 234,50`; undefined for anything else. */
export function parseFigure(text: string, mark: DecimalMark = '.'): number | undefined {
  const plain = joinedGroups(text.trim());
  const found = FIGURE.exec(plain);
  const isSignedTwice = found?.[1] !== undefined && found[2] !== undefined;
  const value = found?.[3] === undefined || isSignedTwice ? undefined : valueOf(found[3], mark);
  if (value === undefined) return undefined;
  const negative = found?.[1] ?? found?.[2] ?? found?.[4] ?? (/^\(.*\)$/.test(plain) ? '-' : undefined);
  return negative === undefined || value === 0 ? value : -value;
}

/** `1 234 567,50` → `1234567,50`: as the whole of a cell, its spaces can only part groups. */
function joinedGroups(text: string): string {
  return text.replace(/(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])/, (digits) => digits.replaceAll(' ', ''));
}

function valueOf(digits: string, mark: DecimalMark): number | undefined {
  const plain = digits.replace(/['’\u00a0\u202f\u2009]/g, '');
  const [last = ''] = /[.,](?=[^.,]*$)/.exec(plain) ?? [];
  if (last === '') return Number(plain);
  const other = last === '.' ? ',' : '.';
  const [whole = '', decimals = ''] = [
    plain.slice(0, plain.lastIndexOf(last)),
    plain.slice(plain.lastIndexOf(last) + 1),
  ];
  const groupsOnly = whole.includes(last) || (!whole.includes(other) && isGroup(whole, decimals) && last !== mark);
  if (groupsOnly) return isGrouped(`${whole}${last}${decimals}`, last) ? Number(plain.replaceAll(last, '')) : undefined;
  if (whole.includes(other) && !isGrouped(whole, other)) return undefined;
  return Number(`${whole.replaceAll(other, '')}.${decimals}`);
}

/** Whether the last three digits may be a group, as in `1.234`; `0.125` and `1234.567` have decimals. */
function isGroup(whole: string, rest: string): boolean {
  return rest.length === 3 && whole.length <= 3 && !whole.startsWith('0');
}

function isGrouped(digits: string, by: string): boolean {
  const [first = '', ...groups] = digits.split(by);
  return first.length >= 1 && first.length <= 3 && groups.every((group) => group.length === 3);
}

/** A figure within a line. */
export interface Figure {
  readonly value: number;
  /** Where it begins and ends in the line, with its currency. */
  readonly start: number;
  readonly end: number;
  /** With decimals or a currency: money rather than a count. */
  readonly isMoney: boolean;
}

const GROUPED_BY_BLANKS = String.raw`\d{1,3}(?: \d{3})+[.,]\d{2}(?!\d)`;

const inLine = (digits: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\p{N}.,/#_-])(?:${CURRENCY}\s?)?(?:[-−–(](?=\S))?(?:${CURRENCY}\s?)?(?:${digits})(?:[.,][-–—]+)?(?:\)|-(?=\s|$))?(?:\s?${CURRENCY}(?!\p{L}))?(?=$|[\s|;:,.)=/*×%]|x\s)`,
    'gu',
  );
const PLAIN = inLine(DIGITS);
const WITH_BLANKS = inLine(`${GROUPED_BY_BLANKS}|${DIGITS}`);

/**
 * The figures of a line from left to right; shares such as `19 %`, dates and numbers within words are none.
 * @param blanks whether `1 250,00` is one figure; in a row of figures it may be two
 */
export function figuresIn(line: string, mark: DecimalMark, blanks = true): readonly Figure[] {
  return [...line.matchAll(blanks ? WITH_BLANKS : PLAIN)].flatMap((match): Figure[] => {
    const [text] = match;
    const end = match.index + text.length;
    const value = parseFigure(text, mark);
    const after = line.slice(end, end + 3);
    if (value === undefined || /^\s?%/.test(after) || /^[./-]\d/.test(after)) return [];
    const isMoney = /[.,]\d{2}(?!\d)/.test(text) || HAS_CURRENCY.test(text);
    return [{ value, start: match.index + text.length - text.trimStart().length, end, isMoney }];
  });
}
