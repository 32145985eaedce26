import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import jsonata from 'jsonata';

import type { Json } from '../../../local/query/json.ts';
import { checkJsonata, evaluateJsonata } from '../../../local/query/jsonata.ts';
import { VariableScope } from '../../../local/query/variables.ts';

/** Where an expression finds a function of ours instead of the library's, both must answer alike. */
const EXPRESSIONS = [
  '$sort($v)',
  '$sort($v, function($a, $b) { $a > $b })',
  '$sort($v, function($a, $b) { $string($a) < $string($b) })',
  '$distinct($v)',
  '$v.$distinct($)',
  '$distinct($v.a)',
  '$spread($v)',
  '$v.$spread($)',
  '$max($v)',
  '$min($v)',
  '$max($v.a)',
  '$lookup($v, "a")',
  '$formatInteger($v, "I")',
  '$formatInteger($v, "w;o")',
  '$toMillis($v)',
  '$toMillis("2024-02-29 13:05", "[Y]-[M]-[D] [H]:[m]")',
  '$match($v, /a+|b/)',
  '$match($v, /(a)(b?)/, 2)',
  '$replace($v, /[ab]+/, "<$0>")',
  '$split($v, /b+/)',
  '$contains($v, /^a/)',
  '$v^($)',
  '$v{a: $count($)}',
];

const SCALARS = fc.constantFrom<Json[]>(null, true, false, 0, 1, -2, 1999, 'a', 'b', 'ab', 'aabbab', '');
const { value: VALUES } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    SCALARS,
    fc.array(SCALARS, { maxLength: 6 }),
    fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'toString'), tie('value'), {
      maxKeys: 3,
    }) as fc.Arbitrary<Json>,
  ),
}));

/** What a run answers, or fails with, without the opening that names the expression. */
async function answer(run: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await run()) ?? 'nothing';
  } catch (error) {
    const { message } = error as Error;
    if (message.endsWith('returned nothing (undefined).')) return 'nothing';
    return message.replace(/^.*threw an error during evaluation(?:\. [A-Z]\d{4})?: /s, '');
  }
}

describe('functions of ours in place of the library’s', () => {
  it.each(EXPRESSIONS)('%s answers the same', async (expression) => {
    await fc.assert(
      fc.asyncProperty(VALUES, async (value) => {
        const theirs = await answer(() => jsonata(expression).evaluate(undefined, { v: value }));
        // The library keeps one engine of regular expressions for all: parsing anything of ours puts ours back.
        checkJsonata('1');
        const scope = { states: {}, variables: new VariableScope(undefined, { v: value }) };
        expect(await answer(() => evaluateJsonata(`{% ${expression} %}`, scope, 'Output'))).toBe(theirs);
      }),
    );
  });
});
