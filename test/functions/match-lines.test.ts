import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import type { OrderLine } from '../../functions/schemas/purchase-order.ts';
import { matchLines } from '../../functions/validate-against-po/match-lines.ts';

describe('lines that are matched', () => {
  const orderLine = (description: string, quantity = 1, unitPrice = 10): OrderLine => ({
    description,
    quantity,
    unitPrice,
  });
  const pairs = (invoice: readonly OrderLine[], order: readonly OrderLine[]) =>
    matchLines(invoice, order, 'USD')
      .map((match) => [match.invoice, match.order])
      .sort(([one = 0], [other = 0]) => one - other);

  it.each([
    ['Laptop 14 inch', '14-inch laptop, grey', true],
    ['Café crème', 'CAFE CREME', true],
    ['Consulting March 2026', 'Consulting', true],
    ['Sensor A-100', 'Sensor A-200', false],
    ['Sensor A-100, pack of 10', 'Sensor A-200, pack of 10', false],
    ['Chair, mesh back', 'Ergonomic chair, mesh back', true],
    ['Office chair', 'Office desk', false],
    ['Office chair', 'Delivery', false],
    ['', '', false],
    ['Widget', 'Gadget', false],
  ])('%j is %j: %j', (one, other, same) => {
    expect(pairs([orderLine(one)], [orderLine(other)])).toEqual(same ? [[0, 0]] : []);
  });

  it('are told apart by their numbers where the words are the same', () => {
    const order = [
      orderLine('Training day', 1, 950),
      orderLine('Training day', 4, 700),
      orderLine('Training day', 2, 950),
    ];
    expect(pairs([orderLine('Training day', 2, 950), orderLine('Training day', 4, 700)], order)).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it('are told apart by prices that are nearly the same', () => {
    const order = [orderLine('Training day', 1, 950), orderLine('Training day', 1, 955)];
    expect(pairs([orderLine('Training day', 3, 955)], order)).toEqual([[0, 1]]);
  });

  it('use each line of an order once', () => {
    expect(pairs([orderLine('Desk', 6), orderLine('Desk', 4)], [orderLine('Desk', 6)])).toEqual([[0, 0]]);
  });

  const words = fc.constantFrom('desk', 'oak', 'chair', 'mesh', 'A100', 'A200', 'delivery', 'monitor');
  const line = fc.record({
    description: fc.array(words, { maxLength: 3 }).map((all) => all.join(' ')),
    quantity: fc.integer({ min: 1, max: 3 }),
    unitPrice: fc.constantFrom(1, 1.005, 2, 10),
  });
  const lines = fc.array(line, { maxLength: 7 });
  /** What is matched with what, wherever it stands. */
  const contents = (invoice: readonly OrderLine[], order: readonly OrderLine[]) =>
    pairs(invoice, order)
      .map(([one = 0, other = 0]) => JSON.stringify([invoice[one], order[other]]))
      .sort();

  it('M1: are in one match at most', () => {
    fc.assert(
      fc.property(lines, lines, (invoice, order) => {
        const matches = matchLines(invoice, order, 'USD');
        expect(new Set(matches.map((match) => match.invoice)).size).toBe(matches.length);
        expect(new Set(matches.map((match) => match.order)).size).toBe(matches.length);
      }),
    );
  });

  it('M2: a line that is in both is never left over in both', () => {
    fc.assert(
      fc.property(lines, lines, line, (invoice, order, both) => {
        fc.pre(both.description !== '');
        const more = [...invoice, both];
        const matched = pairs(more, [...order, both]);
        const [left, leftOfOrder] = [0, 1].map((side) => new Set(matched.map((match) => match[side])));
        const same = (one: OrderLine) => JSON.stringify(one) === JSON.stringify(both);
        const invoiceLeft = more.some((one, index) => same(one) && !left?.has(index));
        const orderLeft = [...order, both].some((one, index) => same(one) && !leftOfOrder?.has(index));
        expect(invoiceLeft && orderLeft).toBe(false);
      }),
    );
  });

  it('M3: are the same in whatever order the lines stand', () => {
    const shuffled = fc
      .tuple(lines, lines)
      .chain(([invoice, order]) =>
        fc.tuple(
          fc.constant(invoice),
          fc.constant(order),
          fc.shuffledSubarray(invoice, { minLength: invoice.length }),
          fc.shuffledSubarray(order, { minLength: order.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([invoice, order, otherInvoice, otherOrder]) => {
        expect(contents(otherInvoice, otherOrder)).toEqual(contents(invoice, order));
      }),
    );
  });

  it('are all of them when the invoice repeats its order', () => {
    fc.assert(
      fc.property(lines, (order) => {
        const named = order.filter(({ description }) => description !== '');
        expect(contents(named, named)).toHaveLength(named.length);
      }),
    );
  });

  describe('by the thousand', () => {
    const MANY = 1500;
    const many = (lineOf: (index: number) => OrderLine) => Array.from({ length: MANY }, (_, index) => lineOf(index));
    const conversions = jest.spyOn(globalThis, 'BigInt');
    const formats = jest.spyOn(Intl, 'NumberFormat');
    beforeEach(() => [conversions, formats].forEach((spy) => spy.mockClear()));
    afterAll(() => [conversions, formats].forEach((spy) => spy.mockRestore()));

    it.each<[string, (index: number) => OrderLine, number]>([
      ['that are the same', () => orderLine('Training day', 1, 950), 1],
      ['of one description', (index) => orderLine('Training day', 1 + (index % 7), 900 + index), MANY],
      ['of nearly one description', (index) => orderLine(`Training day ${'x'.repeat(index % 9)}`, 1, index), MANY],
      ['whose numbers differ', (index) => orderLine(`Component type ${index} for housing`, 1, index), MANY],
    ])('M4: %s are worked out once each, not for each pair', (_what, lineOf, kinds) => {
      const lines = many(lineOf);
      const matched = pairs(lines, lines.toReversed());
      expect(matched).toHaveLength(MANY);
      if (kinds === MANY) expect(matched.every(([one = 0, other = 0]) => one + other === MANY - 1)).toBe(true);
      // Some for each line of both sides; of pairs there are two million.
      expect(conversions.mock.calls.length).toBeLessThan(20 * kinds);
      expect(formats.mock.calls.length).toBeLessThanOrEqual(1);
    });
  });
});
