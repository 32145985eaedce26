import { describe, expect, it } from '@jest/globals';

import { used } from './used.ts';

const results = async (operation: string, values: readonly number[], others?: readonly number[]) =>
  (await used<{ results: Record<string, number> }>('statistics', { operation, values, others })).value.results;

describe('statistics', () => {
  it.each([
    ['mean', [1, 2, 6], { mean: 3 }],
    ['median', [9, 1, 4, 2], { median: 3 }],
    ['mode', [1, 2, 2, 3], { mode: 2 }],
    ['sum', [0.1, 0.2], { sum: 0.3 }],
    ['min', [3, 1, 2], { min: 1 }],
    ['max', [3, 1, 2], { max: 3 }],
    ['variance', [2, 4, 4, 4, 5, 5, 7, 9], { ofPopulation: 4, ofSample: 4.57142857143 }],
    ['standard-deviation', [2, 4, 4, 4, 5, 5, 7, 9], { ofPopulation: 2, ofSample: 2.1380899353 }],
    ['standard-deviation', [5], { ofPopulation: 0 }],
    ['quantiles', [1, 2, 3, 4, 5, 6, 7, 8, 9], { p10: 1.8, p25: 3, p50: 5, p75: 7, p90: 8.2 }],
    // 10 % a period, twice.
    ['growth', [100, 130, 121], { first: 100, last: 121, changePercent: 21, averagePercentPerPeriod: 10 }],
    ['growth', [-10, 5], { first: -10, last: 5, changePercent: 150 }],
    ['trend', [1, 3, 5, 7], { slope: 2, intercept: 1, r2: 1 }],
    ['trend', [4, 4, 4], { slope: 0, intercept: 4, r2: 1 }],
  ])('works out the %s of %j', async (operation, values, expected) => {
    expect(await results(operation, values)).toEqual(expected);
  });

  it('works out a correlation', async () => {
    expect(await results('correlation', [1, 2, 3], [6, 4, 2])).toEqual({ correlation: -1 });
  });

  it.each([
    ['growth', [0, 5], undefined, 'growth from 0'],
    ['growth', [5], undefined, 'two values at least'],
    ['trend', [5], undefined, 'two values at least'],
    ['correlation', [1, 2], undefined, 'a second list of numbers in `others`'],
    ['correlation', [1, 2], [1, 2, 3], 'have 2 and 3 numbers'],
    ['correlation', [1, 2], [3, 3], 'correlates with nothing'],
    ['sum', [1.7e308, 1.7e308], undefined, 'sum of these numbers is not a finite number'],
    ['mean', [], undefined, 'has too few items'],
    ['mean', Array.from({ length: 1001 }, () => 1), undefined, 'has too many items'],
  ])('says what is wrong with a %s of %j', async (operation, values, others, problem) => {
    await expect(results(operation, values, others)).rejects.toThrow(problem);
  });
});
