import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import { figure } from './value-forms.ts';

/** What was ordered. Prices are without tax. */
export interface PurchaseOrder {
  readonly number: string;
  readonly vendor: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly lines: readonly OrderLine[];
}

export interface OrderLine {
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

// What a record has beside these is left out.
const purchaseOrder = z.object({
  number: z.string(),
  vendor: z.string(),
  currency: z.string(),
  lines: z.array(z.object({ description: z.string(), quantity: figure, unitPrice: figure })),
});

export function checkPurchaseOrder(value: unknown): Checked<PurchaseOrder> {
  return checkedBy(purchaseOrder, value);
}
