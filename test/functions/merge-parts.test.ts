import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { mergeParts } from '../../functions/merge-parts/merge-parts.ts';
import type { MergeEvent } from '../../functions/merge-parts/merge-parts.ts';
import type { PartResult } from '../../functions/schemas/document.ts';
import type { Contract, Invoice } from '../../functions/schemas/results.ts';
import { memoryClaimChecks } from './fakes.ts';

const NOTHING: Invoice = {
  vendor: null,
  invoiceNumber: null,
  invoiceDate: null,
  purchaseOrder: null,
  currency: null,
  lines: [],
  declaredLineCount: null,
  subtotal: null,
  tax: null,
  total: null,
};
const line = (description: string, amount = 1) => ({ description, quantity: 1, unitPrice: amount, amount });
const part = (index: number) => ({ part: { index, label: `part ${index + 1}` } });
const invoices = (...parts: Partial<Invoice>[]) =>
  parts.map((content, index): PartResult<Invoice> => ({ ...part(index), answer: { ...NOTHING, ...content } }));

const merge = async (results: readonly PartResult<Invoice>[], store = memoryClaimChecks()) => {
  const { content, gaps } = await mergeParts({ type: 'invoice', results }, store);
  return { content: 'answer' in content ? content.answer : content, gaps };
};

describe('the parts of an invoice', () => {
  it('become one: head from the front, sums from the end, lines in order', async () => {
    const results = invoices(
      { vendor: 'Acme', currency: 'USD', invoiceNumber: '7', invoiceDate: '2026-03-12', lines: [line('a'), line('b')] },
      { purchaseOrder: 'PO-1', lines: [line('a')] },
      { declaredLineCount: 3, subtotal: 3, tax: 1, total: 4 },
    );
    expect(await merge(results)).toEqual({
      content: {
        vendor: 'Acme',
        invoiceNumber: '7',
        invoiceDate: '2026-03-12',
        purchaseOrder: 'PO-1',
        currency: 'USD',
        lines: [line('a'), line('b'), line('a')],
        declaredLineCount: 3,
        subtotal: 3,
        tax: 1,
        total: 4,
      },
      gaps: [],
    });
  });

  it('may contradict each other, which a reviewer is told', async () => {
    const results = invoices(
      { vendor: 'Acme Inc.', total: 100, currency: 'USD' },
      { vendor: 'ACME  Inc', total: 250, currency: 'EUR' },
      { vendor: 'Zenith', total: 300, currency: 'USD' },
    );
    expect(await merge(results)).toEqual({
      content: { ...NOTHING, vendor: 'Acme Inc.', total: 300 },
      gaps: [
        'The document contradicts itself about the vendor: “Acme Inc.” (part 1), “Zenith” (part 3); “Acme Inc.” was taken.',
        'The document contradicts itself about the currency: “USD” (part 1), “EUR” (part 2); none of them was taken.',
        'The document contradicts itself about the total: 100 (part 1), 250 (part 2), 300 (part 3); 300 was taken.',
      ],
    });
  });

  it('may contradict each other many times, of which three are told', async () => {
    const results = invoices(...[1, 2, 3, 4, 5].map((total) => ({ total })));
    expect((await merge(results)).gaps).toEqual([
      'The document contradicts itself about the total: 1 (part 1), 2 (part 2), 3 (part 3) and 2 more; 5 was taken.',
    ]);
  });

  it('are gaps when no model read them, or answered with something else', async () => {
    const store = memoryClaimChecks();
    const ref = await store.keep('answers', JSON.stringify({ ...NOTHING, lines: [line('kept')] }));
    const results: PartResult<Invoice>[] = [
      { ...part(0), failed: 'ModelUnavailable' },
      { ...part(1), answerRef: ref },
      { ...part(2), answer: 'I cannot help with that' as unknown as Invoice },
    ];
    expect(await merge(results, store)).toEqual({
      content: { ...NOTHING, lines: [line('kept')] },
      gaps: [
        'Nothing was read of part 1: no model gave a usable answer (ModelUnavailable).',
        'Nothing was read of part 3: the answer cannot be used (answer: must be an object).',
      ],
    });
  });

  it('become the same whatever order their results come in', async () => {
    const names = fc.constantFrom(null, 'A', 'B', 'C');
    const content = fc.record({
      vendor: names,
      invoiceNumber: names,
      total: fc.constantFrom(null, 1, 2),
      lines: fc.array(fc.constantFrom(line('a'), line('b')), { maxLength: 3 }),
    });
    const result = fc.oneof({ weight: 4, arbitrary: content }, fc.constant('failed'));
    const shuffled = fc
      .array(result, { maxLength: 6 })
      .map((all) =>
        all.map((one, index): PartResult<Invoice> =>
          typeof one === 'string'
            ? { ...part(index), failed: one }
            : { ...part(index), answer: { ...NOTHING, ...one } },
        ),
      )
      .chain((results) => fc.tuple(fc.constant(results), fc.shuffledSubarray(results, { minLength: results.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, async ([results, others]) => {
        const merged = await merge(results);
        expect(await merge(others)).toEqual(merged);
        const lines = results.flatMap((one) => ('answer' in one ? one.answer.lines : []));
        expect(merged.content).toMatchObject({ lines });
      }),
    );
  });

  it('are carried by their address when they are too long for a state', async () => {
    const store = memoryClaimChecks();
    const results = invoices(
      ...Array.from({ length: 10 }, () => ({ lines: Array.from({ length: 99 }, () => line('x'.repeat(30))) })),
    );
    const { content } = await mergeParts({ type: 'invoice', results }, store);
    if (!('answerRef' in content)) throw new Error('it travels itself');
    expect((JSON.parse(await store.read(content.answerRef)) as Invoice).lines).toHaveLength(990);
  });
});

describe('the parts of a contract', () => {
  const EMPTY: Contract = {
    parties: [],
    effectiveDate: null,
    value: null,
    currency: null,
    clauses: [],
    findings: [],
  };
  const finding = (clause: string) =>
    ({ clause, quote: 'q', risk: 'r', severity: 'low', recommendation: 's' }) as const;

  it('become one: parties and clauses once each, findings in order, the largest value', async () => {
    const parts: Partial<Contract>[] = [
      { parties: ['Acme Inc.', 'Zenith'], value: 900, currency: 'USD', clauses: ['1', '2.'], findings: [finding('2')] },
      {
        parties: ['ACME Inc', 'Orion'],
        value: 50,
        effectiveDate: '2026-01-01',
        clauses: ['2', '3'],
        findings: [finding('2')],
      },
    ];
    const event: MergeEvent = {
      type: 'contract',
      results: parts.map((content, index) => ({ ...part(index), answer: { ...EMPTY, ...content } })),
    };
    expect(await mergeParts(event, memoryClaimChecks())).toEqual({
      content: {
        answer: {
          parties: ['Acme Inc.', 'Zenith', 'Orion'],
          effectiveDate: '2026-01-01',
          value: 900,
          currency: 'USD',
          clauses: ['1', '2.', '3'],
          findings: [finding('2'), finding('2')],
        },
      },
      gaps: ['The document contradicts itself about the value: 900 (part 1), 50 (part 2); 900 was taken.'],
    });
  });

  it('leave an empty one when none was read', async () => {
    const event: MergeEvent = { type: 'contract', results: [{ ...part(0), failed: 'refused' }] };
    expect(await mergeParts(event, memoryClaimChecks())).toEqual({
      content: { answer: EMPTY },
      gaps: ['Nothing was read of part 1: no model gave a usable answer (refused).'],
    });
  });
});
