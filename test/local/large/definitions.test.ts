import { describe, expect, it } from '@jest/globals';

import type { Json } from '../../../local/query/json.ts';
import { graph, machine } from '../../support/definitions.ts';
import { TestEngine } from '../../support/run-machine.ts';

const pass = (more: object = {}) => ({ Type: 'Pass', End: true, ...more });
const byPath = (more: object) => ({ StartAt: 'A', States: { A: pass(more) } });
const jsonata = (expression: string) => machine({ A: pass({ Output: `{% ${expression} %}` }) });

describe('many states', () => {
  it.each([200, 1000])('%i in a row', async (count) => {
    const states = Array.from({ length: count }, (_, index) => {
      const last = index === count - 1;
      const state = {
        Type: 'Pass',
        Output: '{% $states.input + 1 %}',
        ...(last ? { End: true } : { Next: `${index + 1}` }),
      };
      return [`${index}`, state] as const;
    });
    const run = await new TestEngine().run(machine(Object.fromEntries(states), { StartAt: '0' }), 0);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: count });
    expect(run.visited).toHaveLength(count);
  });

  it('1,000 targets of one Choice', async () => {
    const Choices = Array.from({ length: 1000 }, (_, index) => ({
      Condition: `{% $states.input = ${index} %}`,
      Next: `Is ${index}`,
    }));
    const targets = Object.fromEntries(Choices.map(({ Next }) => [Next, pass({ Output: Next })]));
    const run = await new TestEngine().run(machine({ Which: { Type: 'Choice', Choices }, ...targets }), 999);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'Is 999' });
  });
});

describe('deep nesting', () => {
  it.each([40, 150])('of Map and Parallel, %i levels', async (levels) => {
    let inner: ReturnType<typeof graph> = graph({ 'Level 0': pass() });
    for (let level = 1; level <= levels; level++) {
      const state =
        level % 2 === 0
          ? { Type: 'Map', Items: [level], ItemProcessor: inner, End: true }
          : { Type: 'Parallel', Branches: [inner], End: true };
      inner = graph({ [`Level ${level}`]: state });
    }
    const run = await new TestEngine().run({ QueryLanguage: 'JSONata', ...inner }, 'in');
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.visited).toHaveLength(levels + 1);
    expect(JSON.stringify(run.output)).toBe(`${'['.repeat(levels)}2${']'.repeat(levels)}`);
  });

  it('of combinations in a Choice', async () => {
    let test: object = { Variable: '$.a', IsPresent: true };
    for (let level = 0; level < 400; level++) test = level % 2 ? { Not: test } : { And: [test] };
    const run = await new TestEngine().run({
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ ...test, Next: 'B' }], Default: 'C' },
        B: pass(),
        C: pass({ Result: 'C' }),
      },
    });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'C' });
  });

  // Recursion over what 10 KiB can nest would exhaust the stack.
  it.each<readonly [what: string, (levels: number) => string]>([
    ['parentheses', (n) => `${'('.repeat(n)}1${')'.repeat(n)}`],
    ['arrays', (n) => `${'['.repeat(n)}1${']'.repeat(n)}`],
    ['objects', (n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`],
    ['calls', (n) => `${'$string('.repeat(n)}1${')'.repeat(n)}`],
    ['conditions', (n) => `${'true ? '.repeat(n)}1`],
    ['a sum', (n) => Array<string>(n).fill('1').join('+')],
  ])('of %s in an expression fails the state, or is refused', async (_what, nested) => {
    expect((await new TestEngine().run(jsonata(nested(30)))).status).toBe('SUCCEEDED');
    for (const levels of [300, 1500]) {
      const run = await new TestEngine().run(jsonata(nested(levels)));
      expect(run).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
      expect(run.cause).toContain('Stack overflow error');
    }
    await expect(new TestEngine().run(jsonata(nested(100_000)))).rejects.toThrow('INVALID_JSONATA_EXPRESSION');
  });

  it.each<readonly [what: string, (levels: number) => string, accepted: number]>([
    ['a path', (n) => `$${'.a'.repeat(n)}`, 50_000],
    ['descendants', (n) => `$${'..a'.repeat(n)}`, 50_000],
    ['filters', (n) => `$${'[?(@.x'.repeat(n)}${')]'.repeat(n)}`, 50],
    ['intrinsic functions', (n) => `${'States.Array('.repeat(n)}$${')'.repeat(n)}`, 11],
  ])('of %s is read or refused', async (_what, nested, accepted) => {
    const run = (levels: number) => new TestEngine().run(byPath({ Parameters: { 'a.$': nested(levels) } }));
    expect(['SUCCEEDED', 'FAILED']).toContain((await run(accepted)).status);
    if (accepted < 50_000) await expect(run(50_000)).rejects.toThrow('must be a valid JSONPath');
  });
});

describe('deep data', () => {
  const nested = (levels: number): Json => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as Json;
  const Parameters = {
    'all.$': '$..a',
    'some.$': '$..[?(@.a == 1)]',
    'text.$': 'States.JsonToString($)',
    'formatted.$': "States.Format('{}', $)",
    'unique.$': 'States.ArrayUnique(States.Array($, $))',
    'contained.$': 'States.ArrayContains(States.Array($), $)',
    'merged.$': 'States.JsonMerge($, $, false)',
  };
  const Output = {
    text: '{% $string($states.input) %}',
    all: '{% $count($states.input.**) %}',
    equal: '{% $states.input = $parse($string($states.input)) %}',
    once: '{% $count($distinct([$states.input, $states.input])) %}',
  };

  it('of 40 levels in both query languages', async () => {
    const input = nested(40);
    const byPaths = await new TestEngine().run(byPath({ Parameters }), input);
    expect(byPaths.output).toMatchObject({ contained: true, merged: input, some: [{ a: 1 }], unique: [input] });
    const byExpressions = await new TestEngine().run(machine({ A: pass({ Output }) }), input);
    expect(byExpressions.output).toEqual({ text: JSON.stringify(input), all: 41, equal: true, once: 1 });
  });

  it('of 1,000 levels takes no stack', async () => {
    const input = nested(1000);
    // `$..a` writes 1,000 levels a thousand times, which is more than a state may return.
    const byPaths = await new TestEngine().run(byPath({ Parameters: { ...Parameters, 'all.$': '$..zzz' } }), input);
    expect(byPaths).toMatchObject({ status: 'SUCCEEDED', output: { contained: true } });
    const byExpressions = await new TestEngine().run(machine({ A: pass({ Output }) }), input);
    expect(byExpressions).toMatchObject({ status: 'SUCCEEDED', output: { equal: true, once: 1 } });
  });

  it('that a machine nests without end fails by name', async () => {
    let Parameters: object = { 'a.$': '$' };
    for (let level = 1; level < 500; level++) Parameters = { a: Parameters };
    const run = await new TestEngine().run({
      StartAt: 'Wrap',
      States: {
        Wrap: { Type: 'Pass', Parameters, Next: 'Again' },
        Again: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Wrap' }], Default: 'Never' },
        Never: { Type: 'Succeed' },
      },
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.cause).toContain('The data is nested too deeply.');
  });
});
