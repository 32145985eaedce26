import type { Carried } from '../schemas/carried.ts';
import type { PurchaseOrder } from '../schemas/purchase-order.ts';
import { carriedWithin } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import type { PurchaseOrders } from '../stores/purchase-orders.ts';

export interface PurchaseOrderQuery {
  /** As the document prints it; null when it names none. */
  readonly reference: string | null;
}

// A record has up to 400 KB; about 150 lines travel in the state, beside the answers about all parts of the invoice.
const INLINE_BYTES = 16_000;

/** The order that an invoice refers to, or null: JSON has no undefined. */
export async function findPurchaseOrder(
  { reference }: PurchaseOrderQuery,
  orders: PurchaseOrders,
  store: Pick<ClaimChecks, 'keep'>,
): Promise<{ readonly order: Carried<PurchaseOrder> | null }> {
  const order = await orders.find(reference);
  return { order: order === undefined ? null : await carriedWithin(INLINE_BYTES, order, store) };
}
