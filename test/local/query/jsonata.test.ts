import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Json } from '../../../local/query/json.ts';
import type { JsonataScope } from '../../../local/query/jsonata.ts';
import {
  checkJsonata,
  evaluateJsonata,
  expectType,
  isJsonataExpression,
  JsonataError,
} from '../../../local/query/jsonata.ts';
import { evaluateTemplate } from '../../../local/query/jsonata-template.ts';
import { VariableScope } from '../../../local/query/variables.ts';
import type { Expectation, Surroundings } from './read-cases.ts';
import { readCases, title } from './read-cases.ts';

function jsonataScope({ input = {}, variables = {} }: Surroundings): JsonataScope {
  const states = { input, context: { State: { Name: 'Work' } } };
  return { states, variables: new VariableScope(undefined, variables), now: 1000 };
}

describe('evaluating an expression', () => {
  type Case = Surroundings & Expectation & { readonly name?: string; readonly expression: string };
  for (const test of readCases<Case[]>('jsonata.json')) {
    it(title(test.name, test.expression, test.input), async () => {
      const result = evaluateJsonata(`{% ${test.expression} %}`, jsonataScope(test), 'Output');
      if (test.error === undefined) {
        expect(await result).toEqual(test.expected);
      } else {
        const error: unknown = await result.catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(JsonataError);
        expect((error as JsonataError).message).toContain(test.error);
        expect(error).toMatchObject({ expression: test.expression, field: 'Output' });
      }
    });
  }

  it('is not disturbed by the same expression running at the same time', async () => {
    const runs = [1, 2, 3].map((n) => {
      return evaluateJsonata(
        '{% $sum($map([1..20], function($i) { $i * $n })) %}',
        jsonataScope({ variables: { n } }),
        'Output',
      );
    });
    expect(await Promise.all(runs)).toEqual([210, 420, 630]);
  });

  it('never changes the input', async () => {
    const input = { list: [3, 1, 2], store: { x: 1 } };
    const before = JSON.stringify(input);
    for (const text of ['$sort($states.input.list)', '$states.input ~> |store|{"x": 2}|', '$states.input.list[]']) {
      await evaluateJsonata(`{% ${text} %}`, jsonataScope({ input }), 'Output');
    }
    expect(JSON.stringify(input)).toBe(before);
  });

  it('returns whatever JSON is in a variable', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const scope = jsonataScope({ variables: { value: value as Json } });
        const identity = await evaluateJsonata('{% ($copy := $value; $copy) %}', scope, 'Output');
        expect(JSON.stringify(identity)).toBe(JSON.stringify(value));
        expect(await evaluateJsonata('{% $value %}', scope, 'Output')).toBe(value);
      }),
    );
  });
});

describe('evaluating a template', () => {
  const scope = jsonataScope({ input: { a: 1, list: [1, 2] } });

  it('replaces the expressions and keeps the rest', async () => {
    const template = {
      sum: ['{% $sum($states.input.list) %}', ' {% $no %}'],
      n: { a: '{% $states.input.a %}', b: null },
    };
    expect(await evaluateTemplate(template, scope, 'Output')).toEqual({ sum: [3, ' {% $no %}'], n: { a: 1, b: null } });
  });

  it('answers at once without expressions, and for plain paths', () => {
    const template = { a: [1, { b: 'text' }] };
    expect(evaluateTemplate(template, scope, 'Output')).toBe(template);
    expect(evaluateTemplate('{% $states.input.a %}', scope, 'Output')).toBe(1);
    expect(evaluateTemplate({ x: ['{% $states.input.a %}'] }, scope, 'Output')).toEqual({ x: [1] });
  });

  it('names the place of the first expression that fails', async () => {
    const template = { Payload: { x: ['{% 1 + 1 %}', '{% $nope %}'], y: '{% $error("later") %}' } };
    await expect(async () => evaluateTemplate(template, scope, 'Arguments')).rejects.toThrow(
      "The JSONata expression '$nope' specified for the field 'Arguments/Payload/x[1]' returned nothing (undefined).",
    );
  });
});

describe('checking', () => {
  interface Case {
    readonly expression: string;
    readonly objection?: string;
  }
  it.each(readCases<Case[]>('jsonata-syntax.json'))('$expression', ({ expression, objection }) => {
    expect(checkJsonata(expression)).toBe(objection);
  });

  it('takes only whole strings for expressions', () => {
    expect(['{% 1 %}', '{%%}'].every(isJsonataExpression)).toBe(true);
    expect([' {% 1 %}', '{% 1 %} ', '{%}', '1', 1, null].some(isJsonataExpression)).toBe(false);
  });

  it('says which type was expected, and what came', () => {
    expect(expectType([1], 'array', '{% $x %}', 'Items')).toEqual([1]);
    expect(() => expectType('a', 'number', '{% $x %}', 'Seconds')).toThrow(
      "The JSONata expression '$x' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: \"a\"",
    );
    expect(() => expectType(null, 'array', '{% $x %}', 'Items')).toThrow("but was 'null' for value: null");
  });
});

describe('variables', () => {
  it('are read through to the outer scope and written to the inner one only', () => {
    const outer = new VariableScope(undefined, { a: 1, b: 2 });
    const inner = new VariableScope(outer);
    inner.assign({ b: null, c: 3 });
    expect(inner.toObject()).toEqual({ a: 1, b: null, c: 3 });
    expect([inner.get('b'), outer.get('b'), outer.get('c')]).toEqual([null, 2, undefined]);
    expect(inner.own()).toEqual({ b: null, c: 3 });
  });
});
