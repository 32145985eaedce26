import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { used } from './used.ts';

const calculated = async (expression: string) =>
  (await used<{ value: number; text: string }>('calculate', { expression })).value;

describe('calculate', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(37.06 * 28800 + 33.85 * 18000) / 46800', 35.825384615385],
    ['0.1 + 0.2', 0.3],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['5!', 120],
    ['round(2 / 3, 2)', 0.67],
    ['ln(e^2) + log(8, 2) + log10(1000)', 8],
    ['max(1, 200) + min(3, -1) + sum(1, 2, 3) + mean(2, 4) + median(5, 1, 3)', 211],
    ['mod(10, 3) + 10 mod 4', 3],
    ['1.5e3 / 2', 750],
  ])('works out %s', async (expression, value) => {
    expect(await calculated(expression)).toEqual({ value, text: `${expression} = ${value}` });
  });

  it.each([
    ['9^9^9^9', 'not a finite number'],
    ['5!!!!', 'not a finite number'],
    ['1/0', 'not a finite number'],
    ['sqrt(-4)', 'not a finite number'],
    ['10% - 3', 'write 12 % as 0.12'],
    ['1%('.repeat(25) + '1' + ')'.repeat(25), 'without the sign %'],
    ['1,200 * 3', '1200 instead of 1,200'],
    ['('.repeat(200) + '1' + ')'.repeat(200), 'nested 30 deep'],
    ['1:1000000000', '“Range” cannot be used here'],
    ['[1, 2]', '“Array” cannot be used here'],
    ['x = 3', '“Assignment” cannot be used here'],
    ['f(x) = f(x)', '“FunctionAssignment” cannot be used here'],
    ['"a"', 'string "a" cannot be used here'],
    ['max.constructor', '“Accessor” cannot be used here'],
    ['evaluate("1")', '“evaluate” cannot be used here'],
    ['import(1)', '“import” cannot be used here'],
    ['combinations(1000000000000, 500000000000)', '“combinations” cannot be used here'],
    ['abs', '“abs” cannot be used here'],
    ['pi(2)', '“pi” cannot be used here'],
    ['2 +', 'Unexpected end of expression'],
    ['# nothing', 'a gap cannot be used here'],
  ])('refuses %s', async (expression, problem) => {
    await expect(calculated(expression)).rejects.toThrow(problem);
  });

  it('ends for whatever it is given, with a finite number or with an error', async () => {
    const piece = fc.constantFrom(
      ...'0 1 9 99 1e9 . ( ) + - * / ^ ! , ; : = % [ ] { } " \' ? # \\ | & ~ < > e pi abs( max( sum( mod( pow( round( f x to in not and'.split(
        ' ',
      ),
      ' ',
      '\n',
    );
    const expressions = fc.oneof(
      fc.array(piece, { minLength: 1, maxLength: 120 }).map((pieces) => pieces.join('').slice(0, 500)),
      fc.string({ minLength: 1, maxLength: 500, unit: 'binary' }).map((text) => text.slice(0, 500)),
      // What is repeated finds time that grows faster than its length.
      fc.tuple(piece, piece, piece).map((pieces) => pieces.join('').repeat(60).slice(0, 500)),
    );
    await fc.assert(
      fc.asyncProperty(expressions, async (expression) => {
        const outcome = await calculated(expression).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome.message).not.toBe('');
        else expect(Number.isFinite((outcome as { value: number }).value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with JavaScript about sums of products', async () => {
    const number = fc.integer({ min: -9999, max: 9999 }).map((n) => n / 100);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 }), async (pairs) => {
        const expression = pairs.map(([a, b]) => `(${a}) * (${b})`).join(' + ');
        const { value } = await calculated(expression);
        expect(value).toBeCloseTo(
          pairs.reduce((sum, [a, b]) => sum + a * b, 0),
          6,
        );
      }),
    );
  });
});
