import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { checkCompleteness } from '../../functions/check-completeness/check-completeness.ts';
import { checkDeal } from '../../functions/schemas/deal.ts';
import { checkInvoice } from '../../functions/schemas/invoice-schema.ts';
import { checkProposal } from '../../functions/schemas/proposal-schema.ts';
import { checkPurchaseOrder } from '../../functions/schemas/purchase-order.ts';
import { PROPOSAL_TEMPLATE } from '../../functions/schemas/results.ts';
import { validateAgainstPo } from '../../functions/validate-against-po/validate-against-po.ts';
import { memoryClaimChecks } from './fakes.ts';

/** Whatever JSON can write as a number, small and common ones more often. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.double({ min: -2e12, max: 2e12, noNaN: true }),
  fc.constantFrom(0, -0, 1, 1e12, -1e12, 1e303, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER),
);
const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF', 'ZZZ');
const description = fc.constantFrom('Rope', 'Anchor', '');
const invoice = fc.record({
  vendor: fc.constant('Tern'),
  invoiceNumber: fc.constant('7'),
  invoiceDate: fc.constant('2026-03-12'),
  purchaseOrder: fc.constant('PO-1'),
  currency: fc.option(currency),
  lines: fc.array(fc.record({ description, quantity: anyNumber, unitPrice: anyNumber, amount: anyNumber }), {
    maxLength: 3,
  }),
  declaredLineCount: fc.option(anyNumber),
  subtotal: fc.option(anyNumber),
  tax: fc.option(anyNumber),
  total: fc.option(anyNumber),
});
const order = fc.record({
  number: fc.constant('PO-1'),
  vendor: fc.constant('Tern'),
  currency,
  lines: fc.array(fc.record({ description, quantity: anyNumber, unitPrice: anyNumber }), { maxLength: 3 }),
});

const RUNS = { numRuns: 500 };

describe('a figure, however odd,', () => {
  it('of an invoice or its order is refused by its check, or compared without a failure', async () => {
    const store = memoryClaimChecks();
    await fc.assert(
      fc.asyncProperty(invoice, order, async (anInvoice, anOrder) => {
        const [read, found] = [checkInvoice(anInvoice), checkPurchaseOrder(anOrder)];
        if (!('value' in read)) return;
        const content = { answer: read.value };
        const validation =
          'value' in found
            ? await validateAgainstPo({ content, order: { answer: found.value }, reference: 'PO-1' }, store)
            : null;
        const completeness = await checkCompleteness({ type: 'invoice', content, gaps: [], validation }, store);
        // What a reviewer is chosen by survives the way through a state.
        const { amount } = completeness;
        expect(JSON.parse(JSON.stringify({ amount }))).toEqual({ amount: amount === 0 ? 0 : amount });
      }),
      RUNS,
    );
  });

  it('of a proposal or its deal too', async () => {
    const store = memoryClaimChecks();
    const proposal = {
      title: 'Ropes',
      customer: null,
      sections: PROPOSAL_TEMPLATE.map((heading) => ({ heading, text: 'words' })),
      assumptions: [],
    };
    const deal = { id: 'D-1', customer: 'Tern', contact: 'Ann', lines: [], currency: 'USD' };
    await fc.assert(
      fc.asyncProperty(anyNumber, anyNumber, currency, async (total, agreed, named) => {
        const written = checkProposal({ ...proposal, total, currency: named });
        const found = checkDeal({ ...deal, total: agreed });
        if (!('value' in written) || !('value' in found)) return;
        await checkCompleteness(
          { type: 'proposal_request', content: { answer: written.value }, gaps: [], deal: found.value },
          store,
        );
      }),
      RUNS,
    );
  });
});
