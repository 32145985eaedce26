import type { Responder } from '../../conversation.ts';
import { currencyOf } from '../reading/currency.ts';
import { decimalMarkOf } from '../reading/figures.ts';
import { readDocument } from '../reading/read-document.ts';
import { lineItems } from './line-items.ts';
import { particularsOf } from './particulars.ts';
import { sumsOf } from './sums.ts';
import { vendorOf } from './vendor.ts';

/** `extract-invoice`: the `Invoice` that a part of a document says, null where it says nothing. */
export const extractInvoice: Responder = async (request) => JSON.stringify(invoiceOf(await readDocument(request)));

export function invoiceOf(text: string): object {
  const lines = text.split('\n');
  const mark = decimalMarkOf(text);
  const { subtotal, tax, total } = sumsOf(lines, mark);
  const { invoiceNumber, invoiceDate, purchaseOrder, declaredLineCount } = particularsOf(lines);
  return {
    vendor: vendorOf(lines),
    invoiceNumber,
    invoiceDate,
    purchaseOrder,
    currency: currencyOf(text),
    lines: lineItems(lines, mark),
    declaredLineCount,
    subtotal,
    tax,
    total,
  };
}
