import { describe, expect, it } from '@jest/globals';

import { ROWS, shareOf, type CaseResult, type Row } from './rows.ts';

const row = (by: Row['by']): Row => ({ name: 'all', of: () => true, level: 'result', goal: 1, by });
const result = (testFunction: string, reached: boolean, more: Partial<CaseResult> = {}): CaseResult => ({
  id: testFunction,
  kind: 'api',
  testFunction,
  status: true,
  result: reached,
  ...more,
});

describe('the share of a row', () => {
  const results = [result('a', true), result('b', false), result('b', false), result('b', true)];

  it('is that of its cases, or the mean over test functions', () => {
    expect(shareOf(row('case'), results)).toEqual({ cases: 4, share: 0.5 });
    expect(shareOf(row('function'), results).share).toBeCloseTo((1 + 1 / 3) / 2);
  });

  it('leaves out what did not run and what is doubtful', () => {
    const more = [result('c', false, { skipped: 'slow' }), result('c', false, { soft: true })];
    expect(shareOf(row('case'), [...results, ...more])).toEqual({ cases: 4, share: 0.5 });
  });

  it('is nothing when no case ran, so that a broken selection does not pass', () => {
    expect(shareOf(row('case'), []).share).toBe(0);
    expect(shareOf(row('function'), []).share).toBe(0);
  });
});

it('sorts executions by what they need', () => {
  const named = (needs: readonly string[], scope: string) =>
    ROWS.filter(({ of }) => of(result('t', true, { kind: 'execution', scope, needs }))).map(({ name }) => name);
  expect(named([], 'history')).toEqual(['recorded histories that need Step Functions alone']);
  expect(named([], 'outcome')).toEqual(['executions whose outcome alone was recorded']);
  expect(named(['lambda:echo-input'], 'history')).toEqual(['executions that need Lambda']);
  expect(named(['sfn', 'sqs'], 'history')).toEqual(['executions that need other services']);
});
