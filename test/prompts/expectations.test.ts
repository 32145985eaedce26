import { describe, expect, it } from '@jest/globals';
import { expectation, unmet } from './expectations.ts';
import type { Expectation } from './expectations.ts';

const ANSWER = {
  type: 'invoice',
  reference: null,
  total: 12.5,
  lines: [
    { text: 'Steel rope', amount: 4 },
    { text: 'Shackle', amount: 8.5 },
  ],
};

describe('an expectation', () => {
  it.each<[Expectation, unknown]>([
    [{ at: 'type', equals: 'invoice' }, ANSWER],
    [{ at: 'reference', equals: null }, ANSWER],
    [{ at: 'lines.*.amount', equals: [4, 8.5] }, ANSWER],
    [{ at: 'lines.1.text', equals: 'Shackle' }, ANSWER],
    [{ at: 'type', oneOf: ['contract', 'invoice'] }, ANSWER],
    [{ at: 'lines.*.text', contains: 'rope' }, ANSWER],
    [{ at: 'lines.*.amount', contains: 4 }, ANSWER],
    [{ at: 'lines.*.text', lacks: 'chain' }, ANSWER],
    [{ at: 'lists.*', contains: 'b' }, { lists: [['a'], ['b']] }],
    [{ at: 'type', matches: '^INV' }, ANSWER],
    [{ at: 'total', atLeast: 12.5 }, ANSWER],
    [{ at: 'total', atMost: 13 }, ANSWER],
    [{ at: 'lines', count: { atLeast: 2, atMost: 2 } }, ANSWER],
    [{ contains: 'brief' }, 'A BRIEF answer'],
    [{ count: { atMost: 20 } }, 'A brief answer'],
    [{ schema: true }, ANSWER],
  ])('%j is met', (expected, answer) => {
    expect(unmet(expected, answer, { type: ['object', 'string'] })).toBeUndefined();
  });

  it.each<[Expectation, string]>([
    [{ at: 'type', equals: 'contract' }, 'type should be "contract", but is "invoice"'],
    [{ at: 'gone.0', equals: 1 }, 'gone.0 should be 1, but is nothing'],
    [{ at: 'type', oneOf: ['a', 'b'] }, 'type should be one of ["a","b"], but is "invoice"'],
    [{ at: 'lines.*.text', contains: 'chain' }, 'should contain "chain"'],
    [{ at: 'lines.*.text', lacks: 'SHACKLE' }, 'should not contain "SHACKLE"'],
    [{ at: 'type', matches: '^in$' }, 'should match ^in$'],
    [{ at: 'total', atLeast: 13 }, 'should be at least 13, but is 12.5'],
    [{ at: 'type', atMost: 13 }, 'should be at most 13, but is "invoice"'],
    [{ at: 'lines', count: { atMost: 1 } }, 'should have 0 to 1 items or characters'],
    [{ at: 'total', count: { atMost: 99 } }, 'should have 0 to 99 items or characters, but is 12.5'],
    [{ schema: true }, 'the answer should have the prompt’s schema'],
    [{ at: 'constructor', equals: 1 }, 'constructor should be 1, but is nothing'],
  ])('%j is not met, and says why', (expected, why) => {
    expect(unmet(expected, ANSWER, { type: 'array' })).toContain(why);
  });

  it('has exactly one kind', () => {
    expect(expectation.safeParse({ at: 'a', equals: 1, atMost: 2 }).success).toBe(false);
    expect(expectation.safeParse({ at: 'a' }).success).toBe(false);
    expect(expectation.safeParse({ at: 'a', equal: 1 }).success).toBe(false);
  });
});
