import type { ToolDescription } from '../tool.ts';

const LONGEST = 1000;
const numbers = { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: LONGEST };

export const spec: ToolDescription = {
  name: 'statistics',
  description: `Works out a statistic of a list of 1 to ${LONGEST} numbers, in the order of time where that matters. Operations: mean, median, mode, standard-deviation and variance (of a sample and of a whole population), min, max, sum, quantiles (10, 25, 50, 75 and 90 %), growth (change from the first to the last in percent, and the average percentage for each period), trend (straight line through the values at 0, 1, 2, …: slope, intercept, r2), correlation (Pearson's, of values with others, which has to be as long).`,
  input: {
    type: 'object',
    properties: {
      operation: {
        enum: [
          'mean',
          'median',
          'mode',
          'standard-deviation',
          'variance',
          'min',
          'max',
          'sum',
          'quantiles',
          'growth',
          'trend',
          'correlation',
        ],
      },
      values: numbers,
      others: numbers,
    },
    required: ['operation', 'values'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      operation: { type: 'string' },
      count: { type: 'integer' },
      results: { type: 'object', additionalProperties: { type: 'number' } },
    },
    required: ['operation', 'count', 'results'],
    additionalProperties: false,
  },
};
