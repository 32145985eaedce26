import type { Carried } from '../schemas/carried.ts';
import { inWords, millionths, numberOf, sumOf, times } from '../schemas/money.ts';
import type { OrderLine, PurchaseOrder } from '../schemas/purchase-order.ts';
import type { Invoice, InvoiceLine, LineMatch, OrderValidation } from '../schemas/results.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { referenceForms } from '../stores/references.ts';
import { amountFaults, difference, lineFaults, withinPercent } from './compare-line.ts';
import { matchLines } from './match-lines.ts';
import { TOLERANCES } from './tolerances.ts';
import { sameVendor } from './vendor-name.ts';

export interface ValidationEvent {
  readonly content: Carried<Invoice>;
  readonly order: Carried<PurchaseOrder> | null;
  /** What the invoice was looked up by; null when it names no order. */
  readonly reference: string | null;
}

// All of it travels in a state, and nobody reads more.
const MOST_LISTED = 200;
const DESCRIBED_CHARACTERS = 120;

/** Compares an invoice with its order: head, lines, and what both come to. */
export async function validateAgainstPo(
  { content, order: found, reference }: ValidationEvent,
  store: Pick<ClaimChecks, 'read'>,
): Promise<OrderValidation> {
  const invoice = await contentOf(content, store);
  if (found === null) return withoutOrder(reference ?? invoice.purchaseOrder);
  const order = await contentOf(found, store);
  const lines = compareLines(invoice, order);
  const findings = [...headFindings(invoice, order), ...totalFindings(invoice, order)];
  const listed = mostTelling(lines);
  return {
    purchaseOrder: order.number,
    found: true,
    matches: findings.length === 0 && lines.every(({ outcome }) => outcome === 'matches'),
    // Without a rate, a sum in another currency says nothing about this invoice.
    orderTotal: inOneCurrency(invoice, order) ? numberOf(totalOf(order)) : null,
    lines: listed,
    findings:
      listed.length === lines.length
        ? findings
        : [...findings, `Of ${lines.length} lines, ${lines.length - listed.length} are not listed here.`],
  };
}

function withoutOrder(purchaseOrder: string | null): OrderValidation {
  const finding =
    purchaseOrder === null
      ? 'The invoice names no purchase order.'
      : `There is no purchase order “${purchaseOrder}” on record.`;
  return { purchaseOrder, found: false, matches: false, orderTotal: null, lines: [], findings: [finding] };
}

function headFindings(invoice: Invoice, order: PurchaseOrder): readonly string[] {
  const { vendor, currency, purchaseOrder } = invoice;
  return [
    ...(vendor === null
      ? [`The invoice does not say who sends it; the order is with “${order.vendor}”.`]
      : sameVendor(vendor, order.vendor)
        ? []
        : [`The invoice comes from “${vendor}”, and the order is with “${order.vendor}”.`]),
    ...(currency === null
      ? [`The invoice names no currency; the order is in ${order.currency}.`]
      : inOneCurrency(invoice, order)
        ? []
        : [`The invoice is in ${currency}, and the order in ${order.currency}; prices were compared as they stand.`]),
    ...(purchaseOrder === null || referenceForms(purchaseOrder, 'PO').includes(order.number)
      ? []
      : [`The invoice names order “${purchaseOrder}”, and was compared with ${order.number}.`]),
  ];
}

function inOneCurrency({ currency }: Invoice, order: PurchaseOrder): boolean {
  return currency === order.currency;
}

/** Orders are without tax, so what the invoice comes to before tax is compared, where it says that. */
function totalFindings(invoice: Invoice, order: PurchaseOrder): readonly string[] {
  const ordered = totalOf(order);
  const words = (value: number) => `${inWords(millionths(value), order.currency)} ${order.currency}`;
  const net = netOf(invoice);
  if (net === undefined) return [`The invoice names no total; the order comes to ${words(numberOf(ordered))}.`];
  if (!inOneCurrency(invoice, order) || withinPercent(millionths(net.value), ordered, TOLERANCES.total.percent)) {
    return [];
  }
  const compared = difference(net.value, numberOf(ordered), words, `${TOLERANCES.total.percent} %`);
  return [`The invoice's ${net.name} is ${compared}.`];
}

function netOf({ subtotal, tax, total }: Invoice): { readonly name: string; readonly value: number } | undefined {
  if (subtotal !== null) return { name: 'sum before tax', value: subtotal };
  if (total === null) return undefined;
  if (tax === null) return { name: 'total', value: total };
  return { name: 'total without tax', value: numberOf(millionths(total) - millionths(tax)) };
}

function totalOf({ lines }: PurchaseOrder) {
  return sumOf(lines.map(({ quantity, unitPrice }) => times(quantity, unitPrice)));
}

/** The invoice's lines in their order, then those of the order that no line bills. */
function compareLines({ lines }: Invoice, order: PurchaseOrder): readonly LineMatch[] {
  const matches = matchLines(lines, order.lines, order.currency);
  const orderLineOf = new Map(matches.map((match) => [match.invoice, match.order]));
  const billed = new Set(orderLineOf.values());
  return [
    ...lines.map((line, index) => {
      const at = orderLineOf.get(index);
      return at === undefined ? notOrdered(line, index, order) : compared(line, index, at, order);
    }),
    ...order.lines.flatMap((line, index) => (billed.has(index) ? [] : [notInvoiced(line, index, order)])),
  ];
}

function compared(line: InvoiceLine, index: number, at: number, { lines, currency }: PurchaseOrder): LineMatch {
  const ordered = lines[at];
  const faults = ordered === undefined ? [] : lineFaults(line, ordered, currency);
  const outcome = faults[0]?.outcome ?? 'matches';
  const message = faults.map((fault) => fault.message).join('; ');
  return { invoiceLine: index + 1, orderLine: at + 1, description: shortened(line.description), outcome, message };
}

function notOrdered(line: InvoiceLine, index: number, { currency }: PurchaseOrder): LineMatch {
  const says = `${asSum(line, currency)}, which is on no line of the order`;
  const message = [says, ...amountFaults(line, currency).map((fault) => fault.message)].join('; ');
  const description = shortened(line.description);
  return { invoiceLine: index + 1, orderLine: null, description, outcome: 'not-ordered', message };
}

function notInvoiced(line: OrderLine, index: number, { currency }: PurchaseOrder): LineMatch {
  const message = `${asSum(line, currency)} ordered, and not on this invoice`;
  const description = shortened(line.description);
  return { invoiceLine: null, orderLine: index + 1, description, outcome: 'not-invoiced', message };
}

function asSum({ quantity, unitPrice }: OrderLine, currency: string): string {
  return `${quantity} × ${inWords(millionths(unitPrice), currency)}`;
}

/** All lines, or as many as may be listed: those first that do not match. */
function mostTelling(lines: readonly LineMatch[]): readonly LineMatch[] {
  if (lines.length <= MOST_LISTED) return lines;
  const differing = lines.filter(({ outcome }) => outcome !== 'matches');
  const matching = lines.filter(({ outcome }) => outcome === 'matches');
  const listed = new Set([...differing, ...matching].slice(0, MOST_LISTED));
  return lines.filter((line) => listed.has(line));
}

function shortened(description: string): string {
  if (description.length <= DESCRIBED_CHARACTERS) return description;
  return `${description.slice(0, DESCRIBED_CHARACTERS - 1).toWellFormed()}…`;
}
