import { describe, expect, it } from '@jest/globals';

import type { OrderLine, PurchaseOrder } from '../../functions/schemas/purchase-order.ts';
import type { Invoice, InvoiceLine } from '../../functions/schemas/results.ts';
import { validateAgainstPo } from '../../functions/validate-against-po/validate-against-po.ts';
import { memoryClaimChecks } from './fakes.ts';

const ORDER: PurchaseOrder = {
  number: 'PO-1001',
  vendor: 'Brightwater Office Supply, Inc.',
  currency: 'USD',
  lines: [
    { description: 'Standing desk, oak, 160 x 80 cm', quantity: 6, unitPrice: 489 },
    { description: 'Ergonomic chair, mesh back', quantity: 12, unitPrice: 265.5 },
    { description: 'Monitor arm, dual', quantity: 10, unitPrice: 94.25 },
  ],
};
const billed = ({ description, quantity, unitPrice }: OrderLine): InvoiceLine => ({
  description,
  quantity,
  unitPrice,
  amount: Math.round(quantity * unitPrice * 100) / 100,
});
const INVOICE: Invoice = {
  vendor: 'BRIGHTWATER OFFICE SUPPLY',
  invoiceNumber: '7',
  invoiceDate: '2026-03-12',
  purchaseOrder: 'po 1001',
  currency: 'USD',
  lines: ORDER.lines.map(billed),
  declaredLineCount: 3,
  subtotal: 7062.5,
  tax: 500,
  total: 7562.5,
};
const [DESK, CHAIR, ARM] = INVOICE.lines as [InvoiceLine, InvoiceLine, InvoiceLine];

const validate = (
  invoice: Partial<Invoice> = {},
  order: PurchaseOrder | null = ORDER,
  reference: string | null = 'PO-1001',
) =>
  validateAgainstPo(
    { content: { answer: { ...INVOICE, ...invoice } }, order: order && { answer: order }, reference },
    memoryClaimChecks(),
  );
const lineOf = async (line: InvoiceLine, order = ORDER) => {
  const { lines, matches } = await validate({ lines: [DESK, CHAIR, line] }, order);
  if (order === ORDER) expect(matches).toBe(lines.every(({ outcome }) => outcome === 'matches'));
  return lines.slice(2).map(({ orderLine, outcome, message }) => ({ orderLine, outcome, message }));
};

describe('an invoice against its order', () => {
  it('matches when it says the same in other words', async () => {
    expect(await validate()).toEqual({
      purchaseOrder: 'PO-1001',
      found: true,
      matches: true,
      orderTotal: 7062.5,
      lines: ORDER.lines.map(({ description }, index) => ({
        invoiceLine: index + 1,
        orderLine: index + 1,
        description,
        outcome: 'matches',
        message: '',
      })),
      findings: [],
    });
  });

  it('is read from where it lies, as its order is', async () => {
    const store = memoryClaimChecks();
    const kept = async (value: object) => ({ answerRef: await store.keep('answers', JSON.stringify(value)) });
    const [content, order] = [await kept(INVOICE), await kept(ORDER)];
    expect(await validateAgainstPo({ content, order, reference: null }, store)).toMatchObject({ matches: true });
  });

  it.each([
    ['PO-9', { purchaseOrder: null }, 'PO-9', 'There is no purchase order “PO-9” on record.'],
    [null, { purchaseOrder: 'PO-8' }, 'PO-8', 'There is no purchase order “PO-8” on record.'],
    [null, { purchaseOrder: null }, null, 'The invoice names no purchase order.'],
  ])('has none: by %j', async (reference, invoice, purchaseOrder, finding) => {
    expect(await validate(invoice, null, reference)).toEqual({
      purchaseOrder,
      found: false,
      matches: false,
      orderTotal: null,
      lines: [],
      findings: [finding],
    });
  });

  it.each<[Partial<Invoice>, string]>([
    [{ vendor: null }, 'The invoice does not say who sends it; the order is with “Brightwater Office Supply, Inc.”.'],
    [
      { vendor: 'Brightwater Office Suply Inc.' },
      'The invoice comes from “Brightwater Office Suply Inc.”, and the order is with “Brightwater Office Supply, Inc.”.',
    ],
    [{ currency: null }, 'The invoice names no currency; the order is in USD.'],
    [{ currency: 'EUR' }, 'The invoice is in EUR, and the order in USD; prices were compared as they stand.'],
    [{ purchaseOrder: 'PO-77' }, 'The invoice names order “PO-77”, and was compared with PO-1001.'],
    [
      { subtotal: 7100 },
      "The invoice's sum before tax is 7,100.00 USD instead of 7,062.50 USD (+0.5 %, tolerance 0.5 %).",
    ],
    [
      { subtotal: null, total: 7000.5 },
      "The invoice's total without tax is 6,500.50 USD instead of 7,062.50 USD (-8.0 %, tolerance 0.5 %).",
    ],
    [
      { subtotal: null, tax: null, total: 8000 },
      "The invoice's total is 8,000.00 USD instead of 7,062.50 USD (+13.3 %, tolerance 0.5 %).",
    ],
    [{ subtotal: null, total: null }, 'The invoice names no total; the order comes to 7,062.50 USD.'],
  ])('differs in its head: %j', async (invoice, finding) => {
    expect(await validate(invoice)).toMatchObject({ matches: false, findings: [finding] });
  });

  it('bears half a percent in its sum', async () => {
    expect(await validate({ subtotal: 7097.81 })).toMatchObject({ matches: true });
    expect(await validate({ subtotal: 7027.18 })).toMatchObject({ matches: false });
  });

  it('is not worth the sum of an order in another currency', async () => {
    expect(await validate({ currency: 'EUR', subtotal: 1 })).toMatchObject({ orderTotal: null });
  });

  it.each<[string, Partial<InvoiceLine>, string, string]>([
    ['more', { quantity: 12, amount: 1131 }, 'quantity-differs', 'quantity 12 instead of 10 (+20.0 %, tolerance 0 %)'],
    ['a part', { quantity: 4, amount: 377 }, 'quantity-differs', 'quantity 4 instead of 10 (-60.0 %, tolerance 0 %)'],
    [
      'dearer',
      { unitPrice: 96, amount: 960 },
      'price-differs',
      'unit price 96.00 instead of 94.25 (+1.9 %, tolerance 1 %)',
    ],
    ['a little dearer', { unitPrice: 95.19, amount: 951.9 }, 'matches', ''],
    ['rounded otherwise', { amount: 942.52 }, 'matches', ''],
    [
      'summed up wrongly',
      { amount: 942.53 },
      'amount-differs',
      'amount 942.53, but 10 × 94.25 = 942.50 (tolerance 0.02)',
    ],
    [
      'wrong in everything',
      { quantity: 11, unitPrice: 100, amount: 1 },
      'quantity-differs',
      'quantity 11 instead of 10 (+10.0 %, tolerance 0 %); unit price 100.00 instead of 94.25 (+6.1 %, tolerance 1 %); amount 1.00, but 11 × 100.00 = 1,100.00 (tolerance 0.02)',
    ],
  ])('has a line that is %s', async (_, change, outcome, message) => {
    expect(await lineOf({ ...ARM, ...change })).toEqual([{ orderLine: 3, outcome, message }]);
  });

  it('bears one cent in a price that is a few', async () => {
    const screws = { description: 'Screws', quantity: 1000, unitPrice: 0.03 };
    const order = { ...ORDER, lines: [...ORDER.lines.slice(0, 2), screws] };
    expect(await lineOf({ ...billed(screws), unitPrice: 0.04, amount: 40 }, order)).toMatchObject([
      { outcome: 'matches' },
    ]);
    expect(await lineOf({ ...billed(screws), unitPrice: 0.05, amount: 50 }, order)).toMatchObject([
      { outcome: 'price-differs' },
    ]);
  });

  it('counts in coins of its currency', async () => {
    const order = { ...ORDER, currency: 'JPY', lines: [{ description: 'Paper', quantity: 3, unitPrice: 33.3 }] };
    const invoice = { currency: 'JPY', subtotal: 100, lines: [{ ...order.lines[0]!, amount: 100 }] };
    expect(await validate(invoice, order)).toMatchObject({ matches: true, orderTotal: 99.9 });
  });

  it('multiplies as on paper', async () => {
    // In binary, 1.005 × 3 is 3.0149999999999997.
    const order = { ...ORDER, lines: [{ description: 'Cable', quantity: 3, unitPrice: 1.005 }] };
    const invoice = { subtotal: 3.02, lines: [{ ...order.lines[0]!, amount: 3.035 }] };
    expect(await validate(invoice, order)).toMatchObject({ matches: true, orderTotal: 3.015 });
  });

  it('has lines that nobody ordered, and lacks some that somebody did', async () => {
    const freight = { description: 'Express freight', quantity: 1, unitPrice: 240, amount: 250 };
    expect(await lineOf(freight)).toEqual([
      {
        orderLine: null,
        outcome: 'not-ordered',
        message:
          '1 × 240.00, which is on no line of the order; amount 250.00, but 1 × 240.00 = 240.00 (tolerance 0.02)',
      },
      { orderLine: 3, outcome: 'not-invoiced', message: '10 × 94.25 ordered, and not on this invoice' },
    ]);
  });

  it('lists what differs before what does not, where there is too much', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      description: `Cable ${index + 1} ${'x'.repeat(200)}`,
      quantity: 1,
      unitPrice: 5,
    }));
    const lines = many.map((line, index) => ({ ...billed(line), quantity: index === 299 ? 2 : 1 }));
    const validation = await validate({ lines, subtotal: 1500 }, { ...ORDER, lines: many });
    expect(validation.lines).toHaveLength(200);
    expect(validation.lines.at(-1)).toMatchObject({ invoiceLine: 300, outcome: 'quantity-differs' });
    expect(validation.lines[0]?.description).toHaveLength(120);
    expect(validation).toMatchObject({ matches: false, findings: ['Of 300 lines, 100 are not listed here.'] });
  });
});
