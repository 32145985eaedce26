import type { PurchaseOrder } from '../schemas/purchase-order.ts';
import type { PurchaseOrders } from '../stores/purchase-orders.ts';

export interface PurchaseOrderQuery {
  /** As the document prints it; null when it names none. */
  readonly reference: string | null;
}

/** The order that an invoice refers to, or null: JSON has no undefined. */
export async function findPurchaseOrder(
  { reference }: PurchaseOrderQuery,
  orders: PurchaseOrders,
): Promise<{ readonly order: PurchaseOrder | null }> {
  return { order: (await orders.find(reference)) ?? null };
}
