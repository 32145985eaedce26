import { describe, expect, it } from '@jest/globals';
import type { TargetInput } from '../../../../local/resources/events/event-input.ts';
import { targetInput } from '../../../../local/resources/events/event-input.ts';

const rule = { name: 'r', arn: 'arn:rule' };
const event = {
  id: '1',
  time: '2026-01-01T00:00:00Z',
  detail: { who: 'Ann "A"', n: 2, list: [{ a: 1 }], 'odd name': true },
};

function transformed(InputTemplate: string, InputPathsMap: Record<string, string>): string {
  return targetInput({ InputTransformer: { InputTemplate, InputPathsMap } }, event, rule);
}

describe('targetInput', () => {
  it.each<[TargetInput, unknown]>([
    [{}, event],
    [{ Input: '{"fixed":1}' }, { fixed: 1 }],
    [{ InputPath: '$.detail' }, event.detail],
    [{ InputPath: '$' }, event],
    [{ InputPath: "$.detail.list[0]['a']" }, 1],
    [{ InputPath: '$.detail["odd name"]' }, true],
    [{ InputPath: '$.nowhere.deep' }, null],
  ])('%j', (target, expected) => {
    expect(JSON.parse(targetInput(target, event, rule))).toEqual(expected);
  });

  it('fills templates with JSON, and within quotes with text', () => {
    const paths = { who: '$.detail.who', n: '$.detail.n', list: '$.detail.list', gone: '$.detail.gone' };
    expect(
      JSON.parse(transformed('{"a":<who>,"b":<n>,"c":"<who> has <n> <list>","d":<gone>,"e":"<gone>"}', paths)),
    ).toEqual({
      a: 'Ann "A"',
      b: 2,
      c: 'Ann "A" has 2 [{"a":1}]',
      d: null,
      e: '',
    });
    expect(JSON.parse(transformed('"for <who>"', paths))).toBe('for Ann "A"');
  });

  it('knows the names that EventBridge defines, and leaves others as they are', () => {
    const template =
      '{"rule":<aws.events.rule-arn>,"name":"<aws.events.rule-name>","event":<aws.events.event.json>,"x":"<b>"}';
    expect(JSON.parse(transformed(template, {}))).toEqual({ rule: 'arn:rule', name: 'r', event, x: '<b>' });
  });

  it('refuses a path that EventBridge does not know', () => {
    expect(() => targetInput({ InputPath: '$..who' }, event, rule)).toThrow('path $..who is not supported');
  });
});
