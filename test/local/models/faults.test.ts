import { expect, it } from '@jest/globals';
import { createCallLog } from '../../../local/models/call-log.ts';
import { createFaults, FaultsInvalid } from '../../../local/models/faults.ts';

const numbers =
  (...given: number[]): (() => number) =>
  () =>
    given.shift() ?? 1;

it('draws from the source it is given, once for each call that matches', () => {
  const faults = createFaults(numbers(0.2, 0.3, 0.1));
  faults.replace([{ model: '*haiku*', error: 'slow', latencyMs: 5, rate: 0.3, times: 2 }]);
  const models = ['haiku', 'sonnet', 'haiku', 'haiku', 'haiku'];
  expect(models.map((model) => faults.take(model, undefined)?.error ?? '-')).toEqual(['slow', '-', '-', 'slow', '-']);
  expect(faults.list()).toEqual([]);
});

it('lets the first fault that hits win', () => {
  const faults = createFaults(numbers());
  faults.replace([
    { model: '*', promptId: 'a?', error: 'truncated' },
    { model: '*', error: 'malformed' },
  ]);
  expect(faults.take('m', 'a1')?.error).toBe('truncated');
  expect(faults.take('m', 'a12')?.error).toBe('malformed');
});

it('matches a dot, a plus and brackets as themselves', () => {
  const faults = createFaults(numbers());
  faults.replace([{ model: 'us.a+(b)[c]*', error: 'slow', latencyMs: 5 }]);
  expect(faults.take('us.a+(b)[c]-1', undefined)?.error).toBe('slow');
  expect(faults.take('usXa+(b)[c]', undefined)).toBeUndefined();
});

it('takes a prompt id without a version for all its versions', () => {
  const faults = createFaults(numbers());
  faults.replace([{ model: '*', promptId: 'answer', error: 'malformed' }]);
  expect(faults.take('m', 'answer@2')?.error).toBe('malformed');
  expect(faults.take('m', 'answering@1')).toBeUndefined();
});

it('refuses what is no fault', () => {
  const faults = createFaults(numbers());
  for (const wrong of [
    null,
    'x',
    [1],
    [{ model: '', error: 'slow' }],
    [{ model: '*' }],
    [{ model: '*', error: 'slow' }],
  ]) {
    expect(() => faults.replace(wrong)).toThrow(FaultsInvalid);
  }
});

it('keeps the last calls only, oldest first', () => {
  const log = createCallLog(2);
  const call = (outcome: string) => ({
    model: 'm',
    promptId: null,
    operation: 'converse',
    outcome,
    at: '',
    latencyMs: 0,
  });
  for (const outcome of ['1', '2', '3']) log.add(call(outcome));
  expect(log.list().map(({ outcome }) => outcome)).toEqual(['2', '3']);
  log.clear();
  log.add(call('4'));
  expect(log.list().map(({ outcome }) => outcome)).toEqual(['4']);
});
