import { describe, expect, it } from '@jest/globals';

import type { Json } from '../../../local/query/json.ts';
import { machine } from '../../support/definitions.ts';
import { TestEngine } from '../../support/run-machine.ts';

const evaluating = (expression: string, more: object = {}) =>
  machine({ A: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }, more);
const reading = (path: string) => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', Parameters: { 'a.$': path }, End: true } },
});
const numbers = (count: number): Json => Array.from({ length: count }, (_, index) => (index * 7919) % count);

const TIME = 'Expression evaluation timeout: Check for infinite loop';
const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
const STACK =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
/** Backtracks 2^40 times. */
const EXPLODING = { pattern: '/^(a+)+$/', text: `${'a'.repeat(40)}b` };

describe('an expression without end', () => {
  it.each<readonly [expression: string, reason: string, input?: Json]>([
    ['($f := function($x) { 1 + $f($x) }; $f(1))', STACK],
    ['[1..10000000]', MEMORY],
    ['$range(1, 10000000, 1)', MEMORY],
    ['$pad("x", 1000000000)', MEMORY],
    ['($s := $pad("x", 900000); $join([$s, $s, $s, $s, $s, $s, $s, $s]))', MEMORY],
    ['($s := $pad("x", 100000, "x"); $replace($s, "x", $s))', MEMORY],
    ['($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 60))', MEMORY],
    ['($f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $f([1], 60))', MEMORY],
    ['$formatInteger(1000000000, "I")', MEMORY],
    [`$match($states.input, ${EXPLODING.pattern})`, TIME, EXPLODING.text],
    ['$toMillis($states.input, "[Y][M][D][H][m][s][f]x")', TIME, '1'.repeat(2000)],
  ])('%s fails the state in AWS’s words', async (expression, reason, input = {}) => {
    const run = await new TestEngine().run(evaluating(expression), input);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(run.cause).toBe(
      `An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output' threw an error during evaluation: ${reason}`,
    );
  });

  it('lets other executions run, and no time pass', async () => {
    const engine = new TestEngine();
    const started = engine.clock.now();
    const endless = engine.start(evaluating('($f := function($x) { $f($x + 1) }; $f(1))', { TimeoutSeconds: 1 }));
    const other = await engine.run(evaluating('$sum([1..100])'));
    expect(other).toMatchObject({ status: 'SUCCEEDED', output: 5050 });
    expect(engine.executions.get(endless.arn).status).toBe('RUNNING');
    expect(await engine.finish(endless)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(engine.clock.now()).toBe(started);
  });

  it('and with much memory takes it in turn, while others go on', async () => {
    const engine = new TestEngine();
    const heavy = Array.from({ length: 5 }, () => engine.start(evaluating('[1..100000].([1..100000])')));
    const other = await engine.run(evaluating('$sum([1..100])'));
    expect(other).toMatchObject({ status: 'SUCCEEDED', output: 5050 });
    for (const { arn } of heavy) {
      const { status, cause } = await engine.executions.finished(arn);
      expect([status, cause?.endsWith(MEMORY)]).toEqual(['FAILED', true]);
    }
  });

  it('has no $eval', async () => {
    const run = await new TestEngine().run(evaluating('$eval("1 + 1")'));
    expect(run.cause).toContain('T1006: Attempted to invoke a non-function');
  });
});

it('a loop over 256 KiB ends by its events, not by the memory', async () => {
  const input = { text: 'x'.repeat(262_144 - '{"text":""}'.length) };
  const run = await new TestEngine().run(
    machine({
      Again: { Type: 'Pass', Output: '{% $states.input %}', Next: 'And again' },
      'And again': { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Again' }], Default: 'Never' },
      Never: { Type: 'Succeed' },
    }),
    input,
  );
  expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(run.cause).toBe('The execution reached the maximum number of history events (25000).');
});

describe('an expression on much data', () => {
  const items = Array.from({ length: 10_000 }, (_, id) => ({ id, group: id % 10 }));

  it.each<readonly [expression: string, input: Json, output: Json]>([
    ['$sort($states.input)[39999]', numbers(40_000), 39_999],
    ['$count($distinct($append($states.input, $states.input)))', numbers(40_000), 40_000],
    ['[$max($states.input), $min($states.input), $sum($states.input)]', numbers(40_000), [39_999, 0, 799_980_000]],
    ['$max([1..800000])', {}, 800_000],
    ['$count($spread($states.input))', items.slice(0, 8000), 16_000],
    ['$states.input^(>id)[0].id', items.slice(0, 8000), 7999],
    ['$count($states.input{$string(group): $count($)} ~> $keys)', items.slice(0, 8000), 10],
    ['$count($states.input[group = 3])', items.slice(0, 8000), 800],
    ['$length($join($states.input.$string(id), ","))', items.slice(0, 8000), 38_889],
    ['$count($split($replace($states.input, /a+/, "-"), /-+/))', 'aab'.repeat(80_000), 80_001],
    ['$count($match($states.input, /a+/))', 'aab'.repeat(80_000), 80_000],
  ])('%s', async (expression, input, output) => {
    expect(await new TestEngine().run(evaluating(expression), input)).toMatchObject({ status: 'SUCCEEDED', output });
  });
});

describe('a JSONPath', () => {
  it.each([
    '$[?(@.constructor.constructor("return process")())]',
    '$[?(process.exit())]',
    '$[?(@.a == require("fs"))]',
    '$[?(@.length > 1 ? true : false)]',
    '$[(@.length-1)]',
    "$['a'](1)",
    '$[?(function(){return true}())]',
    '${process.exit()}',
  ])('that looks like JavaScript is refused at creation: %s', async (path) => {
    await expect(new TestEngine().run(reading(path))).rejects.toThrow(
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
    );
  });

  it('whose pattern backtracks fails the state', async () => {
    const run = await new TestEngine().run(reading(`$[?(@.a =~ ${EXPLODING.pattern})]`), [{ a: EXPLODING.text }]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.cause).toContain('The evaluation of the path takes too long');
  });

  it('with descendants of descendants of deep data fails the state', async () => {
    const deep = JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`) as Json;
    const run = await new TestEngine().run(reading('$..*..*..*..*'), deep);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it.each<readonly [path: string, input: Json, output: Json]>([
    ['$..id.length()', Array.from({ length: 10_000 }, (_, id) => ({ id })), 10_000],
    ['$[?(@.id >= 9999)].id', Array.from({ length: 10_000 }, (_, id) => ({ id })), [9999]],
    [
      '$[?(@.name =~ /item-.*9/)].name',
      Array.from({ length: 100 }, (_, id) => ({ name: `item-${id}` })),
      ['item-9', 'item-19', 'item-29', 'item-39', 'item-49', 'item-59', 'item-69', 'item-79', 'item-89', 'item-99'],
    ],
    ['$.max()', numbers(40_000), 39_999],
    ['$.min()', numbers(40_000), 0],
    ['States.ArrayLength(States.ArrayUnique($))', numbers(40_000), 40_000],
    ['States.ArrayLength(States.ArrayUnique($))', Array.from({ length: 20_000 }, (_, id) => ({ id })), 20_000],
    ['States.ArrayContains($, 39999)', numbers(40_000), true],
  ])('on much data: %s', async (path, input, a) => {
    expect(await new TestEngine().run(reading(path), input)).toMatchObject({ status: 'SUCCEEDED', output: { a } });
  });

  it.each<readonly [call: string, reason: string]>([
    ['States.ArrayRange(1, 1001, 1)', 'The range has more than 1000 items'],
    ['States.Base64Encode($)', 'Argument 1 has more than 10000 characters'],
    ["States.Hash($, 'MD5')", 'Argument 1 has more than 10000 characters'],
  ])('has intrinsic functions with limits: %s', async (call, reason) => {
    const run = await new TestEngine().run(reading(call), 'x'.repeat(10_001));
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(run.cause).toContain(`The function '${call}' had the following error: ${reason}`);
  });
});
