import type { ToolDescription } from '../tool.ts';

const column = { type: 'string', minLength: 1, maxLength: 200 };

export const spec: ToolDescription = {
  name: 'query-table',
  description:
    'Reads rows of a table of the library, or works out sums and averages over them. Conditions of `where` must all hold; texts are compared without regard to case, and dates such as 2025-03-01 in their order. With `groupBy` or `aggregate` each row of the result is a group, with columns named like `sum(amount)`; the column `*` stands for rows, as in count(*). An unknown column is answered with those that there are, so a first query may ask for a few rows to see them.',
  input: {
    type: 'object',
    properties: {
      table: { type: 'string', minLength: 1, maxLength: 300, description: 'The id of the table.' },
      columns: { type: 'array', items: column, maxItems: 50, description: 'All of them when left out.' },
      where: {
        type: 'array',
        maxItems: 20,
        items: {
          type: 'object',
          properties: {
            column,
            is: { enum: ['=', '!=', '<', '<=', '>', '>=', 'contains'] },
            value: { type: ['string', 'number'], maxLength: 500 },
          },
          required: ['column', 'is', 'value'],
          additionalProperties: false,
        },
      },
      groupBy: { type: 'array', items: column, maxItems: 5 },
      aggregate: {
        type: 'array',
        maxItems: 20,
        items: {
          type: 'object',
          properties: { column, function: { enum: ['sum', 'average', 'count', 'min', 'max'] } },
          required: ['column', 'function'],
          additionalProperties: false,
        },
      },
      orderBy: {
        type: 'array',
        maxItems: 5,
        items: {
          type: 'object',
          properties: { column, direction: { enum: ['ascending', 'descending'] } },
          required: ['column'],
          additionalProperties: false,
        },
      },
      limit: { type: 'integer', minimum: 1, maximum: 200, description: '50 when left out.' },
    },
    required: ['table'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      table: { type: 'string' },
      columns: { type: 'array', items: { type: 'string' } },
      rows: {
        type: 'array',
        items: { type: 'array', items: { type: ['string', 'number', 'null'] } },
      },
      totalRows: { type: 'integer' },
    },
    required: ['table', 'columns', 'rows', 'totalRows'],
    additionalProperties: false,
  },
};
