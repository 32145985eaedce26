import { CLAIM_CHECK_BUCKET, PURCHASE_ORDERS_TABLE, required } from '../environment.ts';
import { s3ClaimChecks } from '../stores/claim-check.ts';
import { dynamodbPurchaseOrders } from '../stores/purchase-orders.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { findPurchaseOrder } from './find-purchase-order.ts';
import type { PurchaseOrderQuery } from './find-purchase-order.ts';

const orders = dynamodbPurchaseOrders(required(PURCHASE_ORDERS_TABLE));
const store = s3ClaimChecks(required(CLAIM_CHECK_BUCKET));

export const handler = instrumented('find-purchase-order', (event: PurchaseOrderQuery) =>
  findPurchaseOrder(event, orders, store),
);
