import type { ToolDescription } from '../tool.ts';

export const spec: ToolDescription = {
  name: 'fetch-document',
  description:
    'Reads a document of the library by its id, about 20,000 characters at a time. Use it after search-documents when a passage is not enough. A longer document has `next`: ask again with it as `from`. Tables are read with query-table.',
  input: {
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 300 },
      from: { type: 'integer', minimum: 0, description: 'The character to begin with; 0 when left out.' },
    },
    required: ['id'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      title: { type: 'string' },
      text: { type: 'string' },
      from: { type: 'integer' },
      totalCharacters: { type: 'integer' },
      next: { type: 'integer' },
    },
    required: ['id', 'title', 'text', 'from', 'totalCharacters'],
    additionalProperties: false,
  },
};
