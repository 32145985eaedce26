import { parseDate, writesDayFirst } from '../reading/dates.ts';
import { valueUnderAny } from '../reading/labels.ts';

const NUMBER = String.raw`(?:numbers?|num\.?|no\.?s?|nr\.?|nummer|n[°º]|#|id|ref(?:erence)?\.?)`;
const NUMBER_LABELS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:(?:tax|commercial|vat) )?(?:invoice|inv\.?|bill|credit note)[ .-]*${NUMBER}|rechnungs-?(?:nummer|nr\.?)|rechnung ${NUMBER}|facture ${NUMBER}|(?:número de )?factura(?: ${NUMBER})?|document ${NUMBER}`,
  ),
  /(?:tax |commercial |vat )?invoice\b(?! ?(?:date|to|total|amount|value|period|from|for|address|due))|rechnung\b|facture\b/,
];
/** A code with a digit in it; a word in front of it belongs to it only where a hyphen or slash ties them. */
const CODE = /^[#(]?((?:[\p{Lu}\d][\p{L}\d]*[-/._])*[\p{L}]*\d[\p{L}\d./_-]*)/u;

const NUMBER_IN_WORDS = /\binvoice ?(?:numbers?|no\.?|#)? ((?:[A-Z\d]+[-/])*[A-Z]*\d[\w/-]*)/i;

const DATE_LABELS: readonly RegExp[] = [
  /(?:tax )?invoice date|date of (?:the )?invoice|bill(?:ing)? date|rechnungsdatum|date de (?:la )?facture|fecha de (?:la )?factura/,
  /date of issue|issue date|issued(?: on)?|date issued|dated|document date|date d['’]émission|fecha de emisión|ausgestellt(?: am)?/,
  /date\b(?! ?(?:due|of (?:delivery|supply|service)))|datum|fecha|invoice\b|rechnung\b/,
];

const DATE_IN_WORDS = /\binvoice\b[^.\n]{0,40}?\b(?:dated|of|from)\s+([^\n]{6,24})/i;

const ORDER_LABELS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:(?:your|our|customer|client|buyer)(?:['’]?s)? )?(?:p\.? ?o\.?(?! ?box)|purchase order)(?:[ .-]*${NUMBER})?`,
  ),
  new RegExp(
    String.raw`(?:your|customer|client|buyer)(?:['’]?s)? (?:order|ref(?:erence)?)\.?(?:[ .-]*${NUMBER})?|order[ .-]*${NUMBER}|ihre (?:bestellung|bestell-?nr\.?|bestellnummer)|bestell-?(?:nummer|nr\.?|ung)|(?:bon de )?commande(?: ${NUMBER})?|(?:número de )?pedido(?: ${NUMBER})?`,
  ),
  /order\b(?! ?date)/,
];
const ORDER_IN_WORDS =
  /\b(?:purchase order|p\.?o\.?)(?: ?(?:number|no\.?|#))?[ :#]+(?!box)([A-Z\d][\w./-]*\d[\w/-]*|\d{3,})|\b(PO[-_/]?\d[\w/-]*)/i;

export interface Particulars {
  readonly invoiceNumber: string | null;
  readonly invoiceDate: string | null;
  readonly purchaseOrder: string | null;
  readonly declaredLineCount: number | null;
}

/** What an invoice says of itself besides its sums. */
export function particularsOf(lines: readonly string[]): Particulars {
  const text = lines.join('\n');
  return {
    invoiceNumber: valueUnderAny(lines, NUMBER_LABELS, codeOf) ?? codeOf(NUMBER_IN_WORDS.exec(text)?.[1] ?? '') ?? null,
    invoiceDate: dayOf(lines, text) ?? null,
    purchaseOrder: purchaseOrderOf(lines),
    declaredLineCount: lineCountOf(text),
  };
}

function dayOf(lines: readonly string[], text: string): string | undefined {
  const dayFirst = writesDayFirst(text);
  const near = (said: string): string | undefined => parseDate(said.slice(0, 60), dayFirst);
  return valueUnderAny(lines, DATE_LABELS, near) ?? near(DATE_IN_WORDS.exec(text)?.[1] ?? '');
}

/** The number of the purchase order that a document refers to, as it is printed. */
export function purchaseOrderOf(lines: readonly string[]): string | null {
  const inWords = ORDER_IN_WORDS.exec(lines.join('\n'));
  return valueUnderAny(lines, ORDER_LABELS, codeOf) ?? inWords?.[1] ?? inWords?.[2] ?? null;
}

/** The code that a value begins with; a date is none. */
function codeOf(said: string): string | undefined {
  const code = CODE.exec(said.replace(new RegExp(`^${NUMBER}[ :.]+`, 'i'), ''))?.[1]?.replace(/[./_-]+$/, '');
  if (code === undefined || isDate(said, code)) return undefined;
  return code;
}

function isDate(said: string, code: string): boolean {
  const day = parseDate(said.slice(0, 24));
  // `2026-0559` is no date, `2026-03-12` and `12 March 2026` are; `INV-2026-03-12` begins with letters.
  return day !== undefined && /^\d/.test(code) && (parseDate(code) !== undefined || /^\d{1,2}$/.test(code));
}

const WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const COUNT = `(\\d{1,4}|${WORDS.replaceAll(' ', '|')})`;
const THINGS = '(?:invoice lines?|line items?|lines?|items?|positions?|positionen|entries)';
const COUNTS: readonly RegExp[] = [
  new RegExp(`\\b(?:number|no\\.?|count|total) of ${THINGS}[ \\t]*[:=|;]?[ \\t]*${COUNT}\\b`, 'i'),
  new RegExp(
    `(?:^|[|\\n]|\\s{2,})\\s*(?:total )?(?:line items?|lines|items|positions|positionen|line count|item count|anzahl positionen)(?: in total)?[ \\t]*[:=;][ \\t]*${COUNT}\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:has|have|contains?|comprises?|lists?|covers?|consists? of|bills?|total of)\\s+(?:a total of )?${COUNT} ${THINGS}\\b`,
    'i',
  ),
  new RegExp(`\\b${COUNT} ${THINGS},? (?:in (?:all|total)|on this invoice|invoiced|billed|listed)\\b`, 'i'),
  new RegExp(`\\blines? \\d+\\s*(?:-|–|to)\\s*\\d+ of ${COUNT}\\b`, 'i'),
];

function lineCountOf(text: string): number | null {
  const said = COUNTS.map((form) => form.exec(text)?.[1]?.toLowerCase()).find((count) => count !== undefined);
  if (said === undefined) return null;
  return /^\d/.test(said) ? Number(said) : WORDS.split(' ').indexOf(said);
}
