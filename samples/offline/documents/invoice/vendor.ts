import { cellsOf, isRule } from '../reading/cells.ts';
import { COMPANY_FORM, isCompany, nameOf } from '../reading/company.ts';
import { valueUnderAny } from '../reading/labels.ts';

const LABELS: readonly RegExp[] = [
  /(?:vendor|supplier|seller|lieferant|verkäufer|fournisseur|proveedor|émetteur)(?: name)?\b(?! ?(?:no|number|id|ref))/,
  /(?:invoice |bill(?:ed)? |issued |sold )?(?:from|by)\b|von\b|de la part de/,
];
const PAYEE: readonly RegExp[] = [
  /remit(?:tance)?(?: payments?)? to|payee|payable to|pay to(?: the order of)?|beneficiary|account (?:name|holder)|kontoinhaber|titulaire/,
];
const PAYEE_IN_WORDS = new RegExp(
  String.raw`\b(?:payable to|pay to|remit to|in favou?r of)\s+((?:[\p{Lu}&][\p{L}&'’.-]*,? ){0,6}?${COMPANY_FORM}\.?)(?![\p{L}])`,
  'u',
);

const TITLE =
  /^(?:(?:tax|commercial|vat|final|original|pro-?forma|sales|service|copy of)?\s*(?:invoice|bill|credit note|rechnung|facture|factura)\b.*|page\b.*|original|copy|statement)$/i;
const OF_INVOICES = /\b(?:invoice|bill to|amount due|rechnung|facture|factura)\b/i;
const TO_CUSTOMER =
  /^(?:(?:bill(?:ed)?|ship|sold|invoice|deliver)(?:ing)? ?(?:to|address)|to|customer|client|buyer|attn?|for|kunde|an|rechnung an|client|facturé à)\b/i;

/** Who sends the invoice: as a label says, else who stands at its head, else who is to be paid. */
export function vendorOf(lines: readonly string[]): string | null {
  return (
    // `From:` heads a mail too, and then names its sender.
    valueUnderAny(lines, LABELS, (said) => (said.includes('@') ? undefined : nameOf(said))) ??
    atHead(lines) ??
    valueUnderAny(lines, PAYEE, nameOf) ??
    nameOf(PAYEE_IN_WORDS.exec(lines.join(' '))?.[1] ?? '') ??
    null
  );
}

const HEAD_LINES = 12;

/** The first name on the paper. In a later part of a long invoice, rows stand there and nobody. */
function atHead(lines: readonly string[]): string | undefined {
  const head = lines.filter((line) => line.trim() !== '' && !isRule(line)).slice(0, HEAD_LINES);
  const isHead = head.some((line) => OF_INVOICES.test(line));
  for (const line of head) {
    const cells = cellsOf(line);
    if (cells.some(({ text }) => TO_CUSTOMER.test(text))) return undefined;
    const candidate = cells.find(({ text }) => text !== '' && !TITLE.test(text));
    if (candidate === undefined) continue;
    if (/^[^:]{1,30}:/.test(candidate.text) || /^\W*\d/.test(candidate.text)) continue;
    const name = nameOf(candidate.text);
    return name !== undefined && (isHead || isCompany(name)) ? name : undefined;
  }
  return undefined;
}
