import { describe, expect, it } from '@jest/globals';

import type { RunTool, ToolDescription } from '../../functions/tools/tool.ts';
import { runCall } from '../../functions/use-tools/run-call.ts';
import { memoryLibrary } from './tools/memory-library.ts';

const SPEC: ToolDescription = {
  name: 'weigh',
  description: 'Weighs.',
  input: { type: 'object' },
  output: {
    type: 'object',
    properties: { grams: { type: 'number' }, note: { type: 'string' } },
    required: ['grams'],
    additionalProperties: false,
  },
};

async function weighed(value: unknown) {
  const measured: string[] = [];
  const run: RunTool = () => Promise.resolve({ value, sources: ['scales'] });
  const call = { id: 'weigh-1', name: 'weigh', input: {} };
  const done = await runCall(
    call,
    [SPEC],
    {},
    {
      world: { library: memoryLibrary({}).library },
      runner: () => Promise.resolve(run),
      within: (_, work) => work,
      clock: () => 0,
      record: (tool, outcome) => void measured.push(`${tool} ${outcome}`),
    },
  );
  return { ...done, measured };
}

describe('what a tool answers', () => {
  it.each([
    ['a number', { grams: 3 }, '{"grams":3}'],
    ['something left undefined', { grams: 3, note: undefined }, '{"grams":3}'],
  ])('is passed on when it is as described: %s', async (_, value, content) => {
    expect(await weighed(value)).toEqual({
      result: { id: 'weigh-1', status: 'success', content, sources: ['scales'] },
      ran: true,
      measured: ['weigh used'],
    });
  });

  it.each([
    ['a text', { grams: '3' }, 'answer.grams: must be of type number'],
    ['no number at all', { grams: Number.NaN }, 'answer.grams: must be of type number'],
    ['nothing', undefined, 'answer: must be of type object'],
    ['too much', { grams: 3, kilograms: 0.003 }, 'answer.kilograms: is not allowed'],
    ['a list', [1], 'answer: must be of type object'],
  ])('is an error of its own when it is not: %s', async (_, value, problem) => {
    const { result, ran, measured } = await weighed(value);
    expect(result).toEqual({
      id: 'weigh-1',
      status: 'error',
      content: `weigh answered in a form that its description does not allow: ${problem}`,
      sources: [],
    });
    expect([ran, measured]).toEqual([true, ['weigh bad-output']]);
  });

  it('is an error when it cannot be written down, and is counted once', async () => {
    const { result, measured } = await weighed({ grams: 3n });
    expect(result.status).toBe('error');
    expect(measured).toEqual(['weigh failed']);
  });
});
