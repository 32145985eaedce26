import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { JsonObject } from '../../../local/query/json.ts';
import { checkIntrinsic, checkJsonPath, findPath, PathError, readPath } from '../../../local/query/jsonpath.ts';
import { checkReferencePath, writeResult } from '../../../local/query/reference-path.ts';
import type { Expectation, Surroundings } from './read-cases.ts';
import { pathScope, readCases, title } from './read-cases.ts';

type PathCase = Surroundings & Expectation & { readonly name?: string; readonly path: string };

describe('reading a path', () => {
  for (const test of readCases<PathCase[]>('jsonpath.json')) {
    it(title(test.name, test.path, test.input), () => {
      const scope = pathScope(test);
      if (test.error === undefined) {
        expect(readPath(test.path, scope)).toEqual(test.expected);
        expect(findPath(test.path, scope)).toEqual(test.expected);
      } else {
        expect(() => readPath(test.path, scope)).toThrow(new PathError(test.error));
        expect(findPath(test.path, scope)).toBeUndefined();
      }
    });
  }

  it('shares what it finds instead of copying it', () => {
    const item = { x: 1 };
    expect(readPath('$.a[0]', pathScope({ input: { a: [item] } }))).toBe(item);
  });
});

interface Syntax {
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

describe('checking the text', () => {
  const syntax = readCases<Record<'paths' | 'referencePaths' | 'intrinsics', Syntax>>('jsonpath-syntax.json');
  const checks = { paths: checkJsonPath, referencePaths: checkReferencePath, intrinsics: checkIntrinsic };

  for (const kind of ['paths', 'referencePaths', 'intrinsics'] as const) {
    it.each(syntax[kind].valid)(`accepts %s (${kind})`, (text) => expect(checks[kind](text)).toBeUndefined());
    it.each(syntax[kind].invalid)(`refuses %s (${kind})`, (text) =>
      expect(checks[kind](text)).toEqual(expect.any(String)),
    );
  }

  it('allows ten nested intrinsic functions below one, and no more', () => {
    const nested = (count: number): string => `${'States.Array('.repeat(count)}1${')'.repeat(count)}`;
    expect(checkIntrinsic(nested(11))).toBeUndefined();
    expect(checkIntrinsic(nested(12))).toContain('nested');
  });

  it('answers every text with a reason or none, whatever it holds', () => {
    const pieces = fc.constantFrom(
      '$',
      '.',
      '..',
      '[',
      ']',
      '(',
      ')',
      '*',
      '?',
      '@',
      "'",
      '"',
      ',',
      ':',
      '1',
      '-',
      'a',
      '==',
      '&&',
      '!',
      '/',
      '\\',
      'States.Array',
      '{',
      '}',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        for (const check of Object.values(checks))
          expect(['string', 'undefined']).toContain(typeof check(parts.join('')));
      }),
    );
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(checkJsonPath(`$[?${'('.repeat(20_000)}`)).toContain('nested too deeply');
    expect(checkJsonPath(`$.length(${'['.repeat(20_000)}`)).toContain('nested too deeply');
  });
});

describe('writing a result', () => {
  interface WriteCase extends Expectation {
    readonly path: string;
    readonly target: JsonObject;
    readonly value: JsonObject;
  }
  for (const test of readCases<WriteCase[]>('result-paths.json')) {
    it(title(undefined, test.path, test.target), () => {
      const before = JSON.stringify(test.target);
      if (test.error === undefined) expect(writeResult(test.path, test.target, test.value)).toEqual(test.expected);
      else expect(() => writeResult(test.path, test.target, test.value)).toThrow(new PathError(test.error));
      expect(JSON.stringify(test.target)).toBe(before);
    });
  }

  it('puts any value where it can be read again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.jsonValue(), (names, value) => {
        // A backslash before the closing quote would hide it, so such names have no spelling.
        fc.pre(names.every((name) => !name.includes('\\')));
        const path = `$${names.map((name) => `['${name.replaceAll("'", "\\'")}']`).join('')}`;
        const written = writeResult(path, {}, value as JsonObject);
        expect(readPath(path, pathScope({ input: written }))).toEqual(value);
      }),
    );
  });
});
