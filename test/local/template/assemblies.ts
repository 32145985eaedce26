import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Files as `{path: JSON value or text}`, written under a new directory that `remove` deletes. */
export function writeAssembly(files: Readonly<Record<string, unknown>>) {
  const directory = mkdtempSync(path.join(tmpdir(), 'signalbox-assembly-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** The files of an assembly with these templates; a stack may name those that it depends on, and its assets. */
export function assemblyOf(
  stacks: Readonly<
    Record<string, { template: object; dependencies?: readonly string[]; assets?: Readonly<Record<string, string>> }>
  >,
): Record<string, unknown> {
  const artifacts: Record<string, unknown> = { Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } } };
  const files: Record<string, unknown> = { 'manifest.json': { version: '54.0.0', artifacts } };
  for (const [name, { template, dependencies = [], assets = {} }] of Object.entries(stacks)) {
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: `${name}.template.json` },
      dependencies: [...dependencies, `${name}.assets`],
    };
    files[`${name}.template.json`] = template;
    const entries = Object.entries(assets).map(([key, source]) => [
      key.split('.')[0],
      { source: { path: source }, destinations: { here: { bucketName: 'assets', objectKey: key } } },
    ]);
    files[`${name}.assets.json`] = { files: Object.fromEntries(entries) };
  }
  return files;
}
