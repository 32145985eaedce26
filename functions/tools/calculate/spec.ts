import type { ToolDescription } from '../tool.ts';

export const spec: ToolDescription = {
  name: 'calculate',
  description:
    'Works out an arithmetic expression exactly as written, e.g. `(37.06 * 28800 + 33.85 * 18000) / 46800`. Use it for every number that you do not find in a document or a table. It knows + - * / ^ and !, brackets, pi and e, and the functions abs, sqrt, cbrt, exp, ln, log(x, base), log10, log2, pow, mod, round(x, decimals), floor, ceil, sign, min, max, sum, mean and median. Write numbers without separators for thousands, without units and currencies, and 12 % as 0.12.',
  input: {
    type: 'object',
    properties: { expression: { type: 'string', minLength: 1, maxLength: 500 } },
    required: ['expression'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { value: { type: 'number' }, text: { type: 'string' } },
    required: ['value', 'text'],
    additionalProperties: false,
  },
};
