import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Invoice } from './results.ts';
import { closedObject, currency, day, figure, orNull } from './value-forms.ts';

const line = closedObject({
  description: { type: 'string', description: 'What is charged, as printed.' },
  quantity: { type: 'number', description: 'How many; 1 when the line prints none.' },
  unitPrice: {
    type: 'number',
    description: 'Price of one; when the line prints none, its amount divided by its quantity.',
  },
  amount: { type: 'number', description: 'Price of the line as printed, even where the multiplication is wrong.' },
});

/** An `Invoice` for models and for the form that reviewers edit. */
export const invoiceJsonSchema: JsonSchema = closedObject({
  vendor: orNull('string', 'Company that sends the invoice.'),
  invoiceNumber: orNull('string', 'Number of the invoice as printed.'),
  invoiceDate: orNull('string', 'Date of the invoice as YYYY-MM-DD.'),
  purchaseOrder: orNull('string', 'Number of the purchase order that it refers to, as printed.'),
  currency: orNull('string', 'Three-letter code of ISO 4217, such as USD.'),
  lines: { type: 'array', description: 'All lines in the order of the document.', items: line },
  declaredLineCount: orNull('integer', 'How many lines the invoice says that it has; never counted.'),
  subtotal: orNull('number', 'Sum before tax as printed.'),
  tax: orNull('number', 'Tax as printed, as a sum of money.'),
  total: orNull('number', 'Sum to pay, tax included, as printed.'),
});

const invoice = z.strictObject({
  vendor: z.nullable(z.string()),
  invoiceNumber: z.nullable(z.string()),
  invoiceDate: z.nullable(day),
  purchaseOrder: z.nullable(z.string()),
  currency: z.nullable(currency),
  lines: z.array(z.strictObject({ description: z.string(), quantity: figure, unitPrice: figure, amount: figure })),
  declaredLineCount: z.nullable(z.int().check(z.gte(0))),
  subtotal: z.nullable(figure),
  tax: z.nullable(figure),
  total: z.nullable(figure),
});

export function checkInvoice(value: unknown): Checked<Invoice> {
  return checkedBy(invoice, value);
}
