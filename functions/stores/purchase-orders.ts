import { checkPurchaseOrder } from '../schemas/purchase-order.ts';
import type { PurchaseOrder } from '../schemas/purchase-order.ts';
import { impatientClient, lazily } from './conditional-update.ts';
import type { Client } from './conditional-update.ts';
import { findRecord } from './records.ts';
import { referenceForms } from './references.ts';

/** The purchase orders' table: an item has the attributes of a `PurchaseOrder`, its key is `number`. */
export interface PurchaseOrders {
  /** By a number as an invoice prints it. */
  find(reference: string | null): Promise<PurchaseOrder | undefined>;
}

export function dynamodbPurchaseOrders(TableName: string, connect: () => Client = impatientClient): PurchaseOrders {
  const client = lazily(connect);
  const records = { TableName, key: 'number', check: checkPurchaseOrder };
  return { find: (reference) => findRecord(client(), records, referenceForms(reference, 'PO')) };
}
