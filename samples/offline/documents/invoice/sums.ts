import { cellsOf } from '../reading/cells.ts';
import { figuresIn } from '../reading/figures.ts';
import type { DecimalMark } from '../reading/figures.ts';
import { valuesUnder } from '../reading/labels.ts';
import { headerOf } from './columns.ts';

/** Labels of sums, each list from the surest to the least sure. */
const RATE = String.raw`(?:\s*[(@]?\s*\d+(?:[.,]\d+)?\s?%\s*\)?)?`;
const TAX_NAME = String.raw`(?:(?:total|sales|state|local|city|plus|zzgl\.?|\+)\s+)*(?:\d+(?:[.,]\d+)?\s?%\s+)?(?:sales )?(?:tax(?:es)?|v\.?a\.?t\.?|gst|hst|pst|mwst\.?|mehrwertsteuer|umsatzsteuer|ust\.?|t\.?v\.?a\.?|iva)(?! ?(?:id|no\b|number|nr|reg|code|identif|invoice|advis|consult|prepar|-?nummer|ident))(?: amount)?${RATE}`;
const NET = String.raw`(?:excl(?:uding|usive|\.)?(?: of)?|before|without|ex\.?|w\/o|net of)\s*(?:sales )?(?:tax(?:es)?|vat|gst|t\.?v\.?a\.?)`;
const SUBTOTAL: readonly RegExp[] = [
  /sub[- ]?total(?: amount)?|zwischensumme|sous-total|subtotaal/,
  new RegExp(
    String.raw`(?:total|amount|sum)\s*\(?${NET}\)?|total net\b(?: amount)?|net (?:total|amount|sum|value)|nettobetrag|netto(?:summe)?|summe netto|gesamt netto|(?:montant )?total h\.?t\.?|base imponible|taxable amount|net(?:to)?(?!\s+(?!USD|EUR|GBP|CHF)[\p{L}\d])|(?:goods|items|lines|merchandise) total`,
  ),
];
const TAX: readonly RegExp[] = [/total (?:tax|vat)/, new RegExp(TAX_NAME)];
const NOT_A_TOTAL = String.raw`(?! ?(?:hours|hrs|qty|quantit|lines?\b|items?\b|units?|weight|pages?|net\b|before|excl|ex\b|w\/o|without|\(?(?:excl|before|net)|tax|vat|h\.?t\b|number|discount|savings|paid|days))`;
const OF_ALL = String.raw`(?:\s*\(?incl(?:uding|usive|\.)?(?: of)?\s*(?:sales )?(?:tax(?:es)?|vat|gst|mwst\.?|t\.?v\.?a\.?|\d+\s?% \w+)\)?)?`;
const TOTAL: readonly RegExp[] = [
  new RegExp(
    `(?:grand|invoice|gross|overall) total|total (?:of )?(?:this )?invoice(?: amount| value)?|invoice (?:amount|value)|gross amount|total gross|rechnungsbetrag|gesamtbetrag|gesamtsumme|endbetrag|brutto(?:betrag)?|summe brutto|(?:montant )?total t\\.?t\\.?c\\.?|importe total|total a pagar`,
  ),
  new RegExp(`total${NOT_A_TOTAL}(?: (?:amount|sum|price|charges?|cost))?${OF_ALL}(?: (?:due|payable|to pay))?`),
  /(?:amount|sum|balance|payment) (?:due|payable|to pay|owed)|please (?:pay|remit)|to pay|due now|zu zahlen(?:der betrag)?|net à payer|zahlbetrag/,
];
const PAGE_SUM =
  /(?:carried|brought) (?:forward|over)|b\/f|c\/f|(?:page|sheet) (?:sub)?total|(?:sub)?total (?:of |for )?(?:this )?page|übertrag|à reporter/i;

/** What may stand between a label and its sum, such as `included` or `USD`. */
const BETWEEN = /^[\p{L}\s()%.,]{0,30}$/u;

const SUMS = [...SUBTOTAL, ...TAX, ...TOTAL].map((label) => new RegExp(`^(?:${label.source})(?![\\p{L}])`, 'iu'));

/** Words that belong to the label of a sum; others, as in `Total station rental`, may name what is charged. */
const OF_LABEL =
  /\b(?:due|payable|pay|by|on|of|at|for|in|the|this|base|rate|amount|price|sum|incl\w*|excl\w*|tax(?:es)?|vat|gst|mwst|ust|tva|ht|ttc|invoice|order|usd|eur|gbp|chf)\b/gi;

/** Whether a line sums up, or adds to, what has been charged: for sure, or perhaps, since its words go on. */
export function sumIn(line: string): 'sure' | 'perhaps' | undefined {
  const behind = cellsOf(line).flatMap(({ text }) => {
    const label = SUMS.map((form) => form.exec(text)?.[0] ?? '').reduce((one, other) =>
      other.length > one.length ? other : one,
    );
    return label === '' ? [] : [text.slice(label.length)];
  });
  if (behind.length === 0) return undefined;
  return behind.some((words) => /\p{L}/u.test(words.replace(OF_LABEL, ''))) ? 'perhaps' : 'sure';
}

/** Whether a line carries a sum from page to page; the table goes on. */
export function isPageSum(line: string): boolean {
  return PAGE_SUM.test(line);
}

export interface Sums {
  readonly subtotal: number | null;
  readonly tax: number | null;
  readonly total: number | null;
}

/** What an invoice says that it comes to; nothing is computed. */
export function sumsOf(lines: readonly string[], mark: DecimalMark): Sums {
  // A table's titles look like labels, and its first row is no sum.
  const said = lines.map((line) => (headerOf(line) === undefined && !isPageSum(line) ? line : ''));
  const money = (text: string): number | undefined => amountIn(text, mark);
  // Of sums with one label the last one counts, which is below what it sums up.
  const last = (labels: readonly RegExp[]): number | null =>
    labels.map((label) => valuesUnder(said, label, money, BETWEEN).at(-1)).find((value) => value !== undefined) ?? null;
  return { subtotal: last(SUBTOTAL), tax: taxOf(said, money), total: last(TOTAL) };
}

/** Taxes of several kinds without a sum of theirs are not added up. */
function taxOf(lines: readonly string[], money: (text: string) => number | undefined): number | null {
  const [summed, ...kinds] = TAX.map((label) => valuesUnder(lines, label, money, BETWEEN));
  if (summed?.[0] !== undefined) return summed[0];
  const values = new Set(kinds.flat());
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

function amountIn(text: string, mark: DecimalMark): number | undefined {
  const figures = figuresIn(text, mark);
  const money = figures.findLast(({ isMoney }) => isMoney);
  return (money ?? figures.findLast(({ end }) => !/^\s*\p{L}/u.test(text.slice(end))))?.value;
}
