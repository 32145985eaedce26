import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Json } from '../../../local/query/json.ts';
import { IntrinsicError, readPath } from '../../../local/query/jsonpath.ts';
import { evaluatePayloadTemplate } from '../../../local/query/payload-template.ts';
import type { Expectation, Surroundings } from './read-cases.ts';
import { pathScope, readCases, title } from './read-cases.ts';

describe('intrinsic functions', () => {
  type Case = Surroundings & Expectation & { readonly name?: string; readonly call: string };
  for (const test of readCases<Case[]>('intrinsics.json')) {
    it(title(test.name, test.call, test.input), () => {
      const run = (): Json => readPath(test.call, pathScope(test));
      if (test.error === undefined) {
        expect(run()).toEqual(test.expected);
      } else {
        expect(run).toThrow(IntrinsicError);
        expect(run).toThrow(test.error);
      }
    });
  }

  it('States.UUID gives a new version 4 UUID each time', () => {
    const [one, other] = [0, 1].map(() => readPath('States.UUID()', pathScope({})));
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(other).not.toBe(one);
  });

  it('reads back any text that was escaped into a string', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = text.replace(/['{}\\]/g, '\\$&');
        expect(readPath(`States.Array('${escaped}')`, pathScope({}))).toEqual([text]);
        expect(readPath(`States.Format('${escaped}')`, pathScope({}))).toBe(text);
      }),
    );
  });
});

describe('payload templates', () => {
  type Case = Surroundings & Expectation & { readonly template: Json };
  for (const test of readCases<Case[]>('payload-templates.json')) {
    it(title(undefined, JSON.stringify(test.template), test.input), () => {
      const run = (): Json => evaluatePayloadTemplate(test.template, pathScope(test));
      if (test.error === undefined) expect(run()).toEqual(test.expected);
      else expect(run).toThrow(test.error);
    });
  }

  it('fills the same template again with other values', () => {
    const template = { 'a.$': '$' };
    expect([1, 2].map((input) => evaluatePayloadTemplate(template, pathScope({ input })))).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
  });

  it('keeps a member named __proto__ as data', () => {
    const template = JSON.parse('{"__proto__": {"x.$": "$"}}') as Json;
    expect(JSON.stringify(evaluatePayloadTemplate(template, pathScope({ input: 1 })))).toBe('{"__proto__":{"x":1}}');
  });
});
