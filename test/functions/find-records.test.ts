import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { findDeal } from '../../functions/find-deal/find-deal.ts';
import { findPurchaseOrder } from '../../functions/find-purchase-order/find-purchase-order.ts';
import { SHARED_STATE_BYTES } from '../../functions/model-gateway/part-step.ts';
import { contentOf } from '../../functions/stores/carried.ts';
import { dynamodbDeals } from '../../functions/stores/deals.ts';
import { dynamodbPurchaseOrders } from '../../functions/stores/purchase-orders.ts';
import { memoryClaimChecks } from './fakes.ts';
import { GatedDynamodb } from '../statemachines/guarded-call/gated-dynamodb.ts';

let dynamodb: GatedDynamodb;
beforeAll(async () => {
  dynamodb = await GatedDynamodb.open();
  dynamodb.openGate();
  for (const [TableName, key] of [
    ['orders', 'number'],
    ['deals', 'id'],
  ] as const) {
    await dynamodb.client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }
});
afterAll(() => dynamodb.close());

const put = (TableName: string, Item: Record<string, AttributeValue>) =>
  dynamodb.client.send(new PutItemCommand({ TableName, Item }));
const text = (S: string) => ({ S });
const number = (N: string) => ({ N });

describe('find-purchase-order', () => {
  const store = memoryClaimChecks();
  const find = (reference: string | null) =>
    findPurchaseOrder(
      { reference },
      dynamodbPurchaseOrders('orders', () => dynamodb.client),
      store,
    );
  const found = async (reference: string) => {
    const { order } = await find(reference);
    return order && contentOf(order, store);
  };
  const order = (key: string) =>
    put('orders', {
      number: text(key),
      vendor: text('Acme'),
      currency: text('USD'),
      lines: { L: [{ M: { description: text('Bolt'), quantity: number('3'), unitPrice: number('0.15') } }] },
      approved: { BOOL: true },
      closedAt: { NULL: true },
    });

  it('reads an order as it was written, without what else is on record', async () => {
    await order('PO-1001');
    expect(await find('PO-1001')).toEqual({
      order: {
        answer: {
          number: 'PO-1001',
          vendor: 'Acme',
          currency: 'USD',
          lines: [{ description: 'Bolt', quantity: 3, unitPrice: 0.15 }],
        },
      },
    });
  });

  it.each(['po 1001', 'PO#1001', 'PO1001', 'P.O. No. 1001', 'Purchase order 1001', 'order 1001', '1001', ' PO–1001 '])(
    'finds PO-1001 by %j',
    async (reference) => {
      await order('PO-1001');
      expect((await found(reference))?.number).toBe('PO-1001');
    },
  );

  it.each([
    ['4500/17-b', '4500/17-b'],
    ['po 2026 a7', 'PO-2026-A7'],
    ['PO2026A7', 'PO-2026-A-7'],
  ])('finds by %j what is under %j', async (reference, key) => {
    await order(key);
    expect((await found(reference))?.number).toBe(key);
  });

  it('takes the order that has exactly this number first', async () => {
    await order('PO-5');
    await order('po 5');
    expect((await found('po 5'))?.number).toBe('po 5');
  });

  it.each([null, '', '  ', '---', 'PO-9', 'x'.repeat(3000)])('finds nothing by %j', async (reference) => {
    expect(await find(reference)).toEqual({ order: null });
  });

  // 1,700 lines are about 390 KB of the 400 KB that a record may have.
  it.each([1, 60, 70, 80, 1_700])('gives an order of %d lines so that it fits beside 100 answers', async (count) => {
    const description = text('Bolt'.padEnd(190, ', galvanized'));
    const lines = {
      L: Array.from({ length: count }, () => ({ M: { description, quantity: number('3'), unitPrice: number('1') } })),
    };
    await put('orders', { number: text('PO-400'), vendor: text('Acme'), currency: text('USD'), lines });
    const { order } = await find('PO-400');
    expect((await found('PO-400'))?.lines).toHaveLength(count);
    const result = {
      part: { index: 99, label: 'characters 1188001-1200000' },
      spent: { inputTokens: 1_000_000, outputTokens: 128_000, costUsd: 12.345678901 },
      answer: 'x'.repeat(SHARED_STATE_BYTES),
    };
    const state = JSON.stringify([Array.from({ length: 100 }, () => result), order]);
    expect(Buffer.byteLength(state)).toBeLessThan(256 * 1024);
    expect(order).toHaveProperty(count > 60 ? 'answerRef' : 'answer');
  });

  it('names an order that cannot be used, and what is wrong with it', async () => {
    await put('orders', { number: text('PO-13'), vendor: text('Acme'), currency: text('USD'), lines: text('none') });
    await expect(find('PO-13')).rejects.toThrow('orders has number PO-13, which cannot be used: lines: must be a list');
  });
});

describe('find-deal', () => {
  const find = (reference: string | null) =>
    findDeal(
      { reference },
      dynamodbDeals('deals', () => dynamodb.client),
    );
  const deal = {
    id: text('D-1042'),
    customer: text('Fern Clinics'),
    contact: text('Priya'),
    currency: text('GBP'),
    total: number('4750'),
    discountPercent: number('5'),
    lines: { L: [{ M: { product: text('Licence'), quantity: number('2'), unitPrice: number('2500') } }] },
  };

  it.each(['D-1042', 'd 1042', 'Deal D-1042', 'deal no. 1042', 'Opportunity 1042'])(
    'finds D-1042 by %j',
    async (printed) => {
      await put('deals', deal);
      expect(await find(printed)).toEqual({
        deal: {
          id: 'D-1042',
          customer: 'Fern Clinics',
          contact: 'Priya',
          currency: 'GBP',
          total: 4750,
          discountPercent: 5,
          lines: [{ product: 'Licence', quantity: 2, unitPrice: 2500 }],
        },
      });
    },
  );

  it('finds nothing for a request that names none', async () => {
    expect(await find(null)).toEqual({ deal: null });
  });

  it('names a deal that cannot be used', async () => {
    await put('deals', { ...deal, id: text('D-8'), total: number('1e30') });
    await expect(find('D-8')).rejects.toThrow('deals has id D-8, which cannot be used: total: must be between');
    await put('deals', { id: text('D-7') });
    await expect(find('D-7')).rejects.toThrow('deals has id D-7, which cannot be used: customer: is missing; contact:');
  });
});
