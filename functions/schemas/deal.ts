import * as z from 'zod/mini';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import { figure } from './value-forms.ts';

/** What sales has agreed with a customer, from which a proposal is written. */
export interface Deal {
  readonly id: string;
  readonly customer: string;
  readonly contact: string;
  readonly lines: readonly DealLine[];
  /** ISO 4217. */
  readonly currency: string;
  /** What the customer pays, after the discount. */
  readonly total: number;
  readonly discountPercent?: number;
  /** For us, not for the customer. */
  readonly notes?: string;
}

export interface DealLine {
  readonly product: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

// What a record has beside these is left out.
const deal = z.object({
  id: z.string(),
  customer: z.string(),
  contact: z.string(),
  lines: z.array(z.object({ product: z.string(), quantity: figure, unitPrice: figure })),
  currency: z.string(),
  total: figure,
  discountPercent: z.optional(figure),
  notes: z.optional(z.string()),
});

export function checkDeal(value: unknown): Checked<Deal> {
  return checkedBy(deal, value);
}
