import { afterEach, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { readAssembly } from '../../../local/template/assembly.ts';
import { assemblyOf, writeAssembly } from './assemblies.ts';

const removals: (() => void)[] = [];
afterEach(() => removals.splice(0).forEach((remove) => remove()));

function write(files: Readonly<Record<string, unknown>>): string {
  const { directory, remove } = writeAssembly(files);
  removals.push(remove);
  return directory;
}

describe('readAssembly', () => {
  it('puts each stack after those it depends on', () => {
    const files = assemblyOf({ A: { template: {}, dependencies: ['C'] }, B: { template: {} }, C: { template: {} } });
    expect(readAssembly(write(files)).map((stack) => stack.name)).toEqual(['C', 'A', 'B']);
  });

  it('reads the assemblies of stages, and stack names that differ from their ids', () => {
    const inner = assemblyOf({ ProdStack: { template: { Resources: {} } } });
    const artifacts = (inner['manifest.json'] as { artifacts: Record<string, { properties: object }> }).artifacts;
    Object.assign(artifacts['ProdStack']!.properties, { stackName: 'prod-orders' });
    const nested = Object.fromEntries(Object.entries(inner).map(([name, file]) => [`assembly-Prod/${name}`, file]));
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } };
    const directory = write({ 'manifest.json': { artifacts: { Prod: stage } }, ...nested });
    expect(readAssembly(directory)).toMatchObject([
      { name: 'prod-orders', templateFile: path.join(directory, 'assembly-Prod', 'ProdStack.template.json') },
    ]);
  });

  it('finds assets by their key', () => {
    const files = assemblyOf({ A: { template: {}, assets: { 'abc.zip': 'asset.abc', 'gone.zip': 'asset.gone' } } });
    const directory = write({ ...files, 'asset.abc/index.js': '' });
    const { assets } = readAssembly(directory)[0]!;
    expect(assets.find('abc.zip')).toBe(path.join(directory, 'asset.abc'));
    expect(() => assets.find('gone.zip')).toThrow(/asset\.gone is missing\. Run "npm run synth"/);
    expect(() => assets.find('other.zip')).toThrow('asset other.zip is unknown');
  });

  it.each([
    ['no directory', {}, 'manifest.json does not exist'],
    ['a torn manifest', { 'manifest.json': '{"artifacts":' }, 'manifest.json cannot be read (SyntaxError: '],
    ['a list for a manifest', { 'manifest.json': [] }, 'manifest.json does not hold a JSON object'],
    ['no artifacts', { 'manifest.json': {} }, 'manifest.json has no "artifacts"'],
    ['no stack', { 'manifest.json': { artifacts: {} } }, 'manifest.json names no stack'],
    [
      'no template',
      { ...assemblyOf({ A: { template: {} } }), 'A.template.json': '' },
      'A.template.json cannot be read',
    ],
    [
      'broken assets',
      { ...assemblyOf({ A: { template: {} } }), 'A.assets.json': { files: { x: {} } } },
      'asset x has no',
    ],
  ])('names the file, the cause and the fix for %s', (_, files, message) => {
    const directory = write(files);
    expect(() => readAssembly(directory)).toThrow(message);
    expect(() => readAssembly(directory)).toThrow('npm run synth');
    expect(() => readAssembly(directory)).toThrow(directory);
  });

  it('refuses stacks that need each other', () => {
    const files = assemblyOf({ A: { template: {}, dependencies: ['B'] }, B: { template: {}, dependencies: ['A'] } });
    expect(() => readAssembly(write(files))).toThrow('Circular dependency between stacks: [A → B → A]');
  });
});
