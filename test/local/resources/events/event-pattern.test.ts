import { describe, expect, it } from '@jest/globals';
import type { EventObject, EventValue } from '../../../../local/resources/events/event-pattern.ts';
import { compilePattern } from '../../../../local/resources/events/event-pattern.ts';

const event: EventObject = {
  source: 'signalbox',
  'detail-type': 'ModelRequest',
  resources: ['arn:a', 'arn:b'],
  detail: {
    state: 'running',
    file: 'Report.PNG',
    size: 300,
    empty: '',
    nothing: null,
    done: false,
    ip: '10.1.2.3',
    tags: ['red', 'green'],
    none: [],
    nested: { path: '/a/b/c.txt' },
    items: [
      { name: 'x', n: 1 },
      { name: 'y', n: 2 },
    ],
  },
};

describe('an event pattern', () => {
  it.each<[EventObject, boolean]>([
    [{ source: ['signalbox'] }, true],
    [{ source: ['other', 'signalbox'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['signalbox'], 'detail-type': ['Other'] }, false],
    [{ resources: ['arn:b'] }, true],
    [{ missing: ['x'] }, false],
    [{ detail: { size: [300] } }, true],
    [{ detail: { size: ['300'] } }, false],
    [{ detail: { done: [false], nothing: [null], empty: [''] } }, true],
    [{ detail: { state: [{ prefix: 'run' }] } }, true],
    [{ detail: { state: [{ prefix: 'RUN' }] } }, false],
    [{ detail: { state: [{ prefix: { 'equals-ignore-case': 'RUN' } }] } }, true],
    [{ detail: { file: [{ suffix: '.png' }] } }, false],
    [{ detail: { file: [{ suffix: { 'equals-ignore-case': '.png' } }] } }, true],
    [{ detail: { file: [{ 'equals-ignore-case': 'REPORT.png' }] } }, true],
    [{ detail: { nested: { path: [{ wildcard: '/a/*.txt' }] } } }, true],
    [{ detail: { nested: { path: [{ wildcard: '*.png' }] } } }, false],
    [{ detail: { state: [{ 'anything-but': 'running' }] } }, false],
    [{ detail: { state: [{ 'anything-but': ['stopped', 'failed'] }] } }, true],
    [{ detail: { size: [{ 'anything-but': [300, 400] }] } }, false],
    [{ detail: { state: [{ 'anything-but': { prefix: 'run' } }] } }, false],
    [{ detail: { state: [{ 'anything-but': { suffix: ['x', 'y'] } }] } }, true],
    [{ detail: { state: [{ 'anything-but': { 'equals-ignore-case': 'RUNNING' } }] } }, false],
    [{ detail: { state: [{ 'anything-but': { wildcard: 'stop*' } }] } }, true],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { tags: [{ 'anything-but': 'red' }] } }, true],
    [{ detail: { size: [{ numeric: ['>', 299, '<=', 300] }] } }, true],
    [{ detail: { size: [{ numeric: ['=', 301] }] } }, false],
    [{ detail: { state: [{ numeric: ['<', 5] }] } }, false],
    [{ detail: { size: [{ exists: true }] } }, true],
    [{ detail: { size: [{ exists: false }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { nothing: [{ exists: true }] } }, true],
    [{ detail: { nested: [{ exists: true }] } }, false],
    [{ other: { deep: [{ exists: false }] } }, true],
    [{ detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, true],
    [{ detail: { ip: [{ cidr: '10.0.0.0/16' }] } }, false],
    [{ detail: { $or: [{ size: [1] }, { state: ['running'] }], done: [false] } }, true],
    [{ detail: { $or: [{ size: [1] }, { state: ['running'] }], done: [true] } }, false],
    [{ $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
    [{ detail: { items: { name: ['x'], n: [1] } } }, true],
    [{ detail: { items: { name: ['x'], n: [2] } } }, false],
    [{ detail: { tags: ['blue', { prefix: 'gre' }] } }, true],
  ])('%j: %s', (pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  it('knows an escaped star and takes other signs as they are', () => {
    const matches = (pattern: string, value: string) => compilePattern({ v: [{ wildcard: pattern }] })({ v: value });
    expect(matches('a\\*b.c', 'a*b.c')).toBe(true);
    expect(matches('a\\*b.c', 'axb.c')).toBe(false);
    expect(matches('a.c*', 'abc')).toBe(false);
  });

  it.each<[EventValue, string]>([
    [{}, 'Empty patterns are not allowed'],
    [{ source: 'x' }, '"source" must be an object or an array'],
    [{ source: [] }, 'Empty arrays are not allowed'],
    [{ source: [{ like: 'x' }] }, 'Unrecognized match type like'],
    [{ source: [{ prefix: 5 }] }, 'match type "prefix" must be a string'],
    [{ source: [{ numeric: ['~', 5] }] }, 'Unrecognized numeric range operator: ~'],
    [{ source: [{ 'anything-but': { numeric: [] } }] }, 'Unsupported anything-but pattern numeric'],
    [{ source: [{ exists: 'yes' }] }, 'match type "exists" must be true or false'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'Only one key allowed'],
  ])('%j is refused: %s', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException', message: expect.stringContaining(message) }),
    );
  });
});
