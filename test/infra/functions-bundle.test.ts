import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bundleFunctions } from '../../infra/constructs/functions-bundle.ts';

describe('the bundle of the functions', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'signalbox-bundle-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const handler = (name: string, code: string) => {
    mkdirSync(join(root, 'functions', name), { recursive: true });
    writeFileSync(join(root, 'functions', name, 'handler.ts'), code);
  };

  it('is one ES module for each function', () => {
    handler('greet', 'export const handler = (name: string) => `hello ${name}`;');
    expect([...bundleFunctions(root)]).toEqual(['greet']);
    expect(readFileSync(join(root, '.build/functions/greet/index.mjs'), 'utf8')).toMatch(/export\{\w+ as handler\}/);
  });

  it('fails with one line for each message, and where it is', () => {
    handler('one', "\nimport { gone } from './gone.ts';\nexport const handler = gone;\n");
    handler('two', 'export const handler = (;\n');
    let thrown: unknown;
    try {
      bundleFunctions(root);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect((thrown as Error).message.split('\n')).toEqual([
      'the functions cannot be bundled:',
      '  functions/one/handler.ts:2:22: Could not resolve "./gone.ts"',
      '  functions/two/handler.ts:1:25: Unexpected ";"',
    ]);
    // Node would print every field of an uncaught error.
    expect(Object.keys(thrown as Error)).toEqual([]);
  });
});
