import { describe, expect, it } from '@jest/globals';
import { problemsOf } from './problems.ts';
import { turnExpectation, unmetByTurn } from './turn-expectations.ts';
import type { TurnExpectation } from './turn-expectations.ts';

const TOOLS = ['look-up', 'add'].map((name) => ({
  name,
  description: '',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, additionalProperties: false },
}));
const CALLS = [
  { id: 'c1', name: 'look-up', input: { text: 'Steel ropes of 2025' } },
  { id: 'c2', name: 'add', input: { numbers: [1, 2] } },
];

describe('an expectation of a turn', () => {
  it.each<[TurnExpectation]>([
    [{ asks: 'look-up' }],
    [{ asks: 'look-up', containing: ['steel', '2025'] }],
    [{ asks: ['find', 'look-up'] }],
    [{ asksNot: 'find' }],
    [{ asksNot: 'look-up', containing: ['steel', '2024'] }],
  ])('%j is met', (expected) => {
    expect(unmetByTurn(expected, CALLS, TOOLS)).toBeUndefined();
  });

  it.each<[TurnExpectation, string]>([
    [{ asks: 'find' }, 'find should be asked for, but asked was look-up {"text":"Steel ropes of 2025"}, add'],
    [{ asks: 'look-up', containing: ['steel', 'chain'] }, 'look-up with "steel" and "chain" should be asked for'],
    [{ asks: ['find', 'read'] }, 'find or read should be asked for'],
    [{ asksNot: 'look-up' }, 'look-up should not be asked for'],
    [{ asksNot: 'look-up', containing: ['STEEL'] }, 'look-up with "STEEL" should not be asked for'],
    [{ asksNothing: true }, 'no tool should be asked for, but asked was look-up'],
  ])('%j is not met, and says why', (expected, why) => {
    expect(unmetByTurn(expected, CALLS, TOOLS)).toContain(why);
  });

  it('does not take a call that the tool would refuse', () => {
    expect(unmetByTurn({ asks: 'add' }, CALLS, TOOLS)).toContain('add should be asked for');
  });

  it('has exactly one kind', () => {
    expect(turnExpectation.safeParse({ asks: 'add', asksNothing: true }).success).toBe(false);
    expect(turnExpectation.safeParse({ containing: ['a'] }).success).toBe(false);
    expect(turnExpectation.safeParse({ asksNothing: false }).success).toBe(false);
  });
});

describe('what a model said', () => {
  const expected = [{ asksNothing: true } as const, { at: 'colour', equals: 'red' }, { schema: true } as const];

  it('is judged as an answer, for which no tool was asked', () => {
    const asked = { schema: { type: 'object' }, tools: TOOLS };
    expect(problemsOf(expected, { answer: { colour: 'red' } }, asked)).toEqual([]);
    expect(problemsOf([...expected, { asks: 'add' }], { answer: { colour: 'blue' } }, asked)).toEqual([
      'add should be asked for, but none was',
      'colour should be "red", but is "blue"',
    ]);
  });

  it('is no answer where it asks for tools', () => {
    expect(problemsOf([{ asks: 'look-up' }], { toolCalls: CALLS }, { tools: TOOLS })).toEqual([]);
    expect(problemsOf(expected, { toolCalls: CALLS }, { tools: TOOLS })).toEqual([
      expect.stringContaining('no tool should be asked for'),
      'there should be an answer, but the model asked for look-up, add',
    ]);
  });
});
