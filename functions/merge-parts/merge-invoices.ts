import type { Invoice } from '../schemas/results.ts';
import { FieldMerge, first, last, none } from './merge-fields.ts';
import type { Found, MergedContent } from './merge-fields.ts';

/** One invoice of what was found in its parts, which are in order. */
export function mergeInvoices(parts: readonly Found<Invoice>[]): MergedContent<Invoice> {
  const merge = new FieldMerge(parts);
  const content: Invoice = {
    vendor: merge.field('vendor', ({ vendor }) => vendor, first),
    invoiceNumber: merge.field('invoice number', ({ invoiceNumber }) => invoiceNumber, first),
    invoiceDate: merge.field('invoice date', ({ invoiceDate }) => invoiceDate, first),
    purchaseOrder: merge.field('purchase order', ({ purchaseOrder }) => purchaseOrder, first),
    currency: merge.field('currency', ({ currency }) => currency, none),
    lines: merge.items(({ lines }) => lines),
    declaredLineCount: merge.field('number of lines', ({ declaredLineCount }) => declaredLineCount, last),
    subtotal: merge.field('subtotal', ({ subtotal }) => subtotal, last),
    tax: merge.field('tax', ({ tax }) => tax, last),
    total: merge.field('total', ({ total }) => total, last),
  };
  return { content, gaps: merge.gaps };
}
