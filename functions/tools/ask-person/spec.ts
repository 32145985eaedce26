import type { ToolDescription } from '../tool.ts';

export const spec: ToolDescription = {
  name: 'ask-person',
  description:
    'Asks the person responsible for this run one question, and waits for the answer, which may take hours. Use it only for a decision or a fact that neither the documents nor the other tools can give. Ask one plain question that can be answered without having seen the conversation.',
  asks: 'person',
  input: {
    type: 'object',
    properties: { question: { type: 'string', minLength: 1, maxLength: 2000 } },
    required: ['question'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: { answer: { type: 'string' } },
    required: ['answer'],
    additionalProperties: false,
  },
};
