import type { ToolDescription } from '../tool.ts';

export const spec: ToolDescription = {
  name: 'search-documents',
  description:
    'Searches the library for passages of documents, and for tables by their names and columns; the best come first. Use it to find out what there is, before you say that something is not known. Search for a few words that the text itself would have, not for a question. `source` is the id for fetch-document or query-table, and what an answer cites.',
  input: {
    type: 'object',
    properties: {
      query: { type: 'string', minLength: 1, maxLength: 300 },
      limit: { type: 'integer', minimum: 1, maximum: 20, description: '8 when left out.' },
    },
    required: ['query'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      matches: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            source: { type: 'string' },
            title: { type: 'string' },
            heading: { type: 'string' },
            text: { type: 'string' },
            score: { type: 'number' },
          },
          required: ['source', 'title', 'heading', 'text', 'score'],
          additionalProperties: false,
        },
      },
      note: {
        type: 'string',
        description: 'What the library holds, when nothing is found, and what of it cannot be searched.',
      },
    },
    required: ['matches'],
    additionalProperties: false,
  },
};
