import { afterEach, describe, expect, it } from '@jest/globals';

import type { Json, JsonObject } from '../../../local/query/json.ts';
import { machine } from '../../support/definitions.ts';
import { TestEngine } from '../../support/run-machine.ts';

/** Names that every JavaScript object has: in data they are names like any other, and absent where the data has none. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'];

const object = (name: string, value: Json): JsonObject =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
const path = (more: object) => ({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...more } } });
const jsonata = (Output: Json) => machine({ A: { Type: 'Pass', Output, End: true } });
/** Compared as text, where `__proto__` shows. */
const outputOf = async (definition: object, input: Json = {}) =>
  JSON.stringify((await new TestEngine().run(definition, input)).output);

afterEach(() => expect(Object.keys(Object.prototype).concat(Object.keys(Array.prototype))).toEqual([]));

describe.each(NAMES)('the name %s', (name) => {
  const data = { ...object(name, { polluted: 1 }), other: 2 } as JsonObject;
  const whole = object(name, { polluted: 1 });

  it('goes through states unchanged', async () => {
    const input = object(name, { polluted: 1 });
    expect(await outputOf(path({}), input)).toBe(JSON.stringify(input));
    expect(await outputOf(path({ Result: { polluted: 1 }, ResultPath: `$['${name}']` }))).toBe(JSON.stringify(whole));
    expect(await outputOf(path({ Result: 1, ResultPath: `$['${name}'].polluted` }))).toBe(JSON.stringify(whole));
    expect(await outputOf(path({ Parameters: object(`${name}.$`, `$['${name}']`) }), input)).toBe(
      JSON.stringify(input),
    );
    expect(await outputOf(path({ Parameters: { 'a.$': `$['${name}'].polluted`, 'b.$': '$..polluted' } }), input)).toBe(
      '{"a":1,"b":[1]}',
    );
    expect(
      await outputOf(path({ InputPath: '$.a', Parameters: { 'm.$': 'States.JsonMerge($, $, false)' } }), { a: input }),
    ).toBe(JSON.stringify({ m: input }));
    expect(await outputOf(jsonata(object(name, '{% $states.input %}')), { polluted: 1 })).toBe(JSON.stringify(whole));
    expect(
      await outputOf(jsonata(['{% $states.input.`' + name + '`.polluted %}', '{% $keys($states.input) %}']), input),
    ).toBe(JSON.stringify([1, name]));
    expect(await outputOf(jsonata('{% $lookup($states.input, "' + name + '") %}'), input)).toBe('{"polluted":1}');
    expect(await outputOf(jsonata('{% $spread($states.input) %}'), data)).toBe(
      JSON.stringify([...Object.entries(data)].map(([key, value]) => object(key, value))),
    );
  });

  it('is absent where the data has none', async () => {
    const run = await new TestEngine().run(path({ Parameters: { 'a.$': `$['${name}']` } }));
    expect(run.cause).toContain(`The JSONPath '$['${name}']' specified for the field 'a.$' could not be found`);
    const expressions = [
      `$states.input.\`${name}\``,
      `$states.input.a.\`${name}\`.x`,
      `[1].\`${name}\``,
      `$sum.\`${name}\``,
    ];
    for (const expression of expressions) {
      expect(await outputOf(jsonata(`{% $exists(${expression}) %}`), { a: 1 })).toBe('false');
    }
    const choice = {
      Type: 'Choice',
      Choices: [{ Variable: `$['${name}']`, IsPresent: true, Next: 'Yes' }],
      Default: 'No',
    };
    const result = (Result: string) => ({ Type: 'Pass', Result, End: true });
    const States = { Which: choice, Yes: result('yes'), No: result('no') };
    expect(await outputOf({ StartAt: 'Which', States })).toBe('"no"');
  });

  it('names states and variables', async () => {
    const States = { ...object(name, { Type: 'Pass', Next: 'Other' }), Other: { Type: 'Pass', End: true } };
    expect((await new TestEngine().run({ StartAt: name, States })).visited).toEqual([name, 'Other']);
    await expect(
      new TestEngine().run({ StartAt: name, States: { Other: { Type: 'Pass', End: true } } }),
    ).rejects.toThrow(`Missing 'Next' target: ${name}`);
    const definition = machine({
      Set: { Type: 'Pass', Assign: object(name, 5), Next: 'Get' },
      Get: { Type: 'Pass', Output: `{% $${name} %}`, End: true },
    });
    const run = await new TestEngine().run(definition);
    expect(run.output).toBe(5);
    expect(JSON.stringify(run.events.find(({ type }) => type === 'PassStateExited')?.details?.assignedVariables)).toBe(
      JSON.stringify(object(name, '5')),
    );
    expect(await outputOf(jsonata(`{% $exists($${name}) %}`))).toBe('false');
  });
});
