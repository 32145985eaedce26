import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { evaluatePolicy, fits } from '../../../../local/api/api-gateway/policy.ts';

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:abcdefghij/v1/GET/items/7';
const ALL = 'arn:aws:execute-api:us-east-1:000000000000:abcdefghij/*';
const statement = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({
  Effect,
  Action,
  Resource,
});

describe('a policy', () => {
  it.each([
    ['the method itself', [statement('Allow', ARN)], 'allowed'],
    ['everything', [statement('Allow', '*', '*')], 'allowed'],
    ['one of a list', [statement('Allow', ['x', ALL], ['s3:*', 'EXECUTE-API:invoke'])], 'allowed'],
    ['another method', [statement('Allow', ARN.replace('GET', 'POST'))], 'not-allowed'],
    ['another action', [statement('Allow', '*', 'execute-api:ManageConnections')], 'not-allowed'],
    ['no statement', [], 'not-allowed'],
    ['a deny beside an allow', [statement('Allow', '*'), statement('Deny', '*/GET/items/?')], 'denied'],
    ['a deny of something else', [statement('Allow', ALL), statement('Deny', '*/POST/*')], 'allowed'],
  ])('that names %s', (_what, Statement, verdict) => {
    expect(evaluatePolicy({ Version: '2012-10-17', Statement }, ARN)).toBe(verdict);
  });

  it('may have one statement without a list', () => {
    expect(evaluatePolicy({ Statement: statement('Allow', '*') }, ARN)).toBe('allowed');
  });

  it.each([
    [undefined, /must have a Statement/],
    [{ Statement: ['Allow'] }, /must have a Statement/],
    [{ Statement: [statement('Maybe', '*')] }, /Effect must be Allow or Deny, found "Maybe"/],
    [{ Statement: [statement('Allow', undefined)] }, /Resource of a policy must be text/],
    [{ Statement: [{ ...statement('Allow', '*'), Condition: {} }] }, /Condition of a policy is not supported/],
  ])('that is none, as %j, is refused', (policy, message) => {
    expect(() => evaluatePolicy(policy, ARN)).toThrow(message);
  });
});

describe('a wildcard', () => {
  it('fits as the same regular expression does', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 10 });
    fc.assert(
      fc.property(patterns, texts, (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(fits(pattern, value)).toBe(expression.test(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no longer than length times length', () => {
    expect(fits(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
  });
});
