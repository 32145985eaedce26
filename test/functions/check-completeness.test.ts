import { describe, expect, it } from '@jest/globals';

import { checkCompleteness } from '../../functions/check-completeness/check-completeness.ts';
import type { CompletenessEvent } from '../../functions/check-completeness/check-completeness.ts';
import type { Deal } from '../../functions/schemas/deal.ts';
import { PROPOSAL_TEMPLATE } from '../../functions/schemas/results.ts';
import type { Contract, Invoice, OrderValidation, Proposal } from '../../functions/schemas/results.ts';
import { memoryClaimChecks } from './fakes.ts';

const check = (event: Omit<CompletenessEvent, 'gaps'> & { gaps?: readonly string[] }, store = memoryClaimChecks()) =>
  checkCompleteness({ gaps: [], ...event }, store);

describe('an invoice', () => {
  const INVOICE: Invoice = {
    vendor: 'Acme',
    invoiceNumber: '7',
    invoiceDate: '2026-03-12',
    purchaseOrder: null,
    currency: 'USD',
    lines: [
      { description: 'Desk', quantity: 3, unitPrice: 1.15, amount: 3.45 },
      { description: 'Chair', quantity: 1, unitPrice: 6.55, amount: 6.55 },
    ],
    declaredLineCount: 2,
    subtotal: 10,
    tax: 2,
    total: 12,
  };
  const ORDER: OrderValidation = {
    purchaseOrder: 'PO-1',
    found: true,
    matches: true,
    orderTotal: 11,
    lines: [],
    findings: [],
  };
  const invoice = (change: Partial<Invoice> = {}, more: Partial<CompletenessEvent> = {}) =>
    check({ type: 'invoice', content: { answer: { ...INVOICE, ...change } }, ...more });

  it('is complete when all that it declares is there', async () => {
    expect(await invoice()).toEqual({ complete: true, gaps: [], amount: 12, currency: 'USD' });
  });

  it('is read from where it lies', async () => {
    const store = memoryClaimChecks();
    const content = { answerRef: await store.keep('answers', JSON.stringify(INVOICE)) };
    expect(await check({ type: 'invoice', content }, store)).toMatchObject({ complete: true, amount: 12 });
  });

  it.each<[Partial<Invoice>, string]>([
    [{ vendor: null }, "The invoice's vendor was not found."],
    [{ vendor: ' ' }, "The invoice's vendor was not found."],
    [{ invoiceNumber: null }, "The invoice's number was not found."],
    [{ total: null }, "The invoice's total was not found."],
    [{ lines: [], declaredLineCount: null }, 'No line of the invoice was found.'],
    [{ declaredLineCount: 3 }, 'The invoice says that it has 3 lines, and 2 were found.'],
    [{ declaredLineCount: 1 }, 'The invoice says that it has 1 line, and 2 were found.'],
    [{ subtotal: 11, total: 13 }, "The lines add up to 10.00, and the invoice's subtotal is 11.00."],
    [{ subtotal: null, total: 15 }, "The lines add up to 10.00, and the invoice's total is 15.00."],
    [{ total: 13 }, "Subtotal and tax add up to 12.00, and the invoice's total is 13.00."],
    [
      {
        lines: [
          { ...INVOICE.lines[0]!, amount: 3.48 },
          { ...INVOICE.lines[1]!, description: 'x'.repeat(99), unitPrice: 6.52, amount: 6.52 },
        ],
      },
      'Line 1 (Desk): 3 × 1.15 is 3.45, and the line says 3.48.',
    ],
  ])('is partial: %j', async (change, gap) => {
    expect(await invoice(change)).toMatchObject({ complete: false, gaps: [gap] });
  });

  it.each<[string, Partial<Invoice>]>([
    ['prices without tax and names no subtotal', { subtotal: null }],
    ['prices with tax', { subtotal: null, total: 10 }],
    ['prices with tax and repeats the sum', { subtotal: 10, total: 10 }],
    ['names the tax that its prices hold', { subtotal: 8, total: 10 }],
    ['names no tax', { tax: null }],
    ['is rounded otherwise', { subtotal: 10.02, total: 12.02 }],
    ['declares no number of lines', { declaredLineCount: null }],
  ])('is complete when it %s', async (_, change) => {
    expect(await invoice(change)).toMatchObject({ complete: true });
  });

  it('tells of gaps that were known before, too, 50 of them at most', async () => {
    expect(await invoice({ vendor: null }, { gaps: ['Before.'] })).toMatchObject({
      complete: false,
      gaps: ['Before.', "The invoice's vendor was not found."],
    });
    const { gaps } = await invoice({}, { gaps: Array.from({ length: 60 }, (_, index) => `Gap ${index}.`) });
    expect(gaps).toHaveLength(51);
    expect(gaps.at(-1)).toBe('There are 10 more gaps.');
  });

  it.each<[string, Partial<Invoice>, Partial<CompletenessEvent>, number | null, string | null]>([
    ['its total', {}, {}, 12, 'USD'],
    ['its subtotal with the tax, where that comes to more', { total: 9 }, {}, 12, 'USD'],
    ['its lines, where they come to more', { total: 9, subtotal: null, tax: null }, {}, 10, 'USD'],
    ['nobody knows what without a total, however much was found', { total: null }, {}, null, 'USD'],
    ['its order, where that comes to more', {}, { validation: { ...ORDER, orderTotal: 5000 } }, 5000, 'USD'],
    ['itself, where no order was found', {}, { validation: { ...ORDER, found: false, orderTotal: null } }, 12, 'USD'],
    ['what moves, also back', { total: -700 }, { validation: null }, 700, 'USD'],
    ['nobody knows what in another currency', { currency: 'EUR' }, {}, null, 'EUR'],
    ['nobody knows what without a currency', { currency: null }, {}, null, null],
    [
      'nobody knows what when the order is in another currency',
      {},
      { validation: { ...ORDER, orderTotal: null } },
      null,
      'USD',
    ],
    ['nothing', { lines: [], subtotal: null, total: null }, {}, null, null],
  ])('puts at stake %s', async (_, change, more, amount, currency) => {
    expect(await invoice(change, more)).toMatchObject({ amount, currency });
  });
});

describe('a contract', () => {
  const CONTRACT: Contract = {
    parties: ['A', 'B'],
    effectiveDate: '2026-01-01',
    value: 900,
    currency: 'USD',
    clauses: ['1', '2', '2.1', '3'],
    findings: [],
  };
  const contract = (change: Partial<Contract> = {}) =>
    check({ type: 'contract', content: { answer: { ...CONTRACT, ...change } } });

  it.each<[string, readonly string[]]>([
    ['numbers', ['1', '1.1', '2']],
    ['articles in any order', ['Article 2', 'Article 1']],
    ['paragraphs', ['§ 1', '§ 2 (1)']],
    ['Roman numbers', ['I.', 'II', 'Article III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI']],
    ['letters, in which nobody can tell', ['A', 'B', 'V', 'X']],
    ['a preamble', ['0', '1', '2']],
  ])('is complete with %s', async (_, clauses) => {
    expect(await contract({ clauses })).toEqual({ complete: true, gaps: [], amount: 900, currency: 'USD' });
  });

  it.each<[Partial<Contract>, string]>([
    [{ parties: [] }, 'No party of the contract was found.'],
    [{ parties: ['A'] }, 'Only one party of the contract was found.'],
    [{ effectiveDate: null }, 'The day from which the contract holds was not found.'],
    [{ clauses: [] }, 'No clause with a number was found.'],
    [{ clauses: ['1', '3', '3.2', '7.1'] }, 'Of clauses 1 to 7, these were not found: 2, 4 to 6.'],
    [{ clauses: ['4', '5'] }, 'Of clauses 1 to 5, these were not found: 1 to 3.'],
    [{ clauses: ['I', 'III'] }, 'Of clauses 1 to 3, these were not found: 2.'],
    [
      { clauses: Array.from({ length: 14 }, (_, index) => String(2 * index + 2)) },
      'Of clauses 1 to 28, these were not found: 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and others.',
    ],
  ])('is partial: %j', async (change, gap) => {
    expect(await contract(change)).toMatchObject({ complete: false, gaps: [gap] });
  });

  it.each([
    [{ value: null }, null, null],
    [{ currency: null }, null, null],
    [{ currency: 'GBP' }, null, 'GBP'],
  ])('puts at stake what nobody knows: %j', async (change, amount, currency) => {
    expect(await contract(change)).toMatchObject({ amount, currency });
  });
});

describe('a proposal', () => {
  const DEAL: Deal = { id: 'D-1', customer: 'C', contact: 'P', lines: [], currency: 'USD', total: 4200.1 };
  const PROPOSAL: Proposal = {
    title: 'T',
    customer: 'C',
    sections: PROPOSAL_TEMPLATE.map((heading) => ({ heading, text: 'Text.' })),
    total: 4200.1,
    currency: 'USD',
    assumptions: ['One.'],
  };
  const proposal = (change: Partial<Proposal> = {}, more: Partial<CompletenessEvent> = {}) =>
    check({ type: 'proposal_request', content: { answer: { ...PROPOSAL, ...change } }, deal: DEAL, ...more });
  const pdfs = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      label: `page ${index + 1}`,
      content: { kind: 'pdf' as const, ref: { bucket: 'b', key: String(index) } },
    }));
  const texts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      label: `characters ${index}`,
      content: { kind: 'text' as const, ref: { bucket: 'b', key: 'k' }, from: index, to: index + 1 },
    }));

  it('is complete when it follows the template and the deal', async () => {
    expect(await proposal()).toEqual({ complete: true, gaps: [], amount: 4200.1, currency: 'USD' });
    for (const parts of [pdfs(5), texts(100)]) expect(await proposal({}, { parts })).toMatchObject({ complete: true });
  });

  it.each<[string, Partial<Proposal>, Partial<CompletenessEvent>, string]>([
    [
      'lacks a section',
      { sections: PROPOSAL.sections.slice(1) },
      {},
      'The section “Understanding of your needs” is missing or empty.',
    ],
    [
      'has a blank section',
      { sections: PROPOSAL.sections.map((one) => (one.heading === 'Price' ? { ...one, text: ' \n' } : one)) },
      {},
      'The section “Price” is missing or empty.',
    ],
    [
      'has them in another order',
      { sections: PROPOSAL.sections.toReversed() },
      {},
      'The sections are not in the order of the template.',
    ],
    [
      'names another price',
      { total: 4200 },
      {},
      "The proposal's total is 4,200.00 USD, and the deal's is 4,200.10 USD.",
    ],
    [
      'names another currency',
      { currency: 'EUR' },
      {},
      "The proposal's total is 4,200.10 EUR, and the deal's is 4,200.10 USD.",
    ],
    [
      'names no price',
      { total: null, currency: null },
      {},
      "The proposal names no total, and the deal's is 4,200.10 USD.",
    ],
    [
      'has no deal',
      { total: null },
      { deal: null },
      'No deal was found for this request, so prices could not be checked.',
    ],
    [
      'has one part unread',
      {},
      { parts: pdfs(6) },
      'The request is longer than a model takes at once: page 6 were not read.',
    ],
    [
      'has parts unread',
      {},
      { parts: pdfs(8) },
      'The request is longer than a model takes at once: page 6 to page 8 were not read.',
    ],
  ])('is partial when it %s', async (_, change, more, gap) => {
    expect(await proposal(change, more)).toMatchObject({ complete: false, gaps: [gap] });
  });

  it.each<[Partial<Proposal>, Deal | null, number | null, string | null]>([
    [{ total: 5000 }, DEAL, 5000, 'USD'],
    [{ total: 1 }, DEAL, 4200.1, 'USD'],
    [{ total: null, currency: null }, DEAL, 4200.1, 'USD'],
    [{}, { ...DEAL, currency: 'GBP' }, null, null],
    [{ currency: 'GBP' }, { ...DEAL, currency: 'GBP' }, null, 'GBP'],
    [{ total: null }, null, null, null],
  ])('puts at stake the larger of its price and the deal: %j', async (change, deal, amount, currency) => {
    expect(await proposal(change, { deal })).toMatchObject({ amount, currency });
  });
});
