import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileSystem } from 'aws-cdk-lib';
import { bundleFunctions, functionFolder } from '../../infra/constructs/functions-bundle.ts';

describe('the bundle of the functions', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'signalbox-bundle-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const source = (path: string, text: string) => {
    mkdirSync(join(root, 'functions', dirname(path)), { recursive: true });
    writeFileSync(join(root, 'functions', path), text);
  };
  const handler = (name: string, code: string) => source(`${name}/handler.ts`, code);

  it('is one ES module for each function', () => {
    handler('greet', 'export const handler = (name: string) => `hello ${name}`;');
    expect([...bundleFunctions(root)]).toEqual(['greet']);
    expect(readFileSync(join(root, '.build/functions/greet/index.mjs'), 'utf8')).toMatch(/export\{\w+ as handler\}/);
  });

  it('takes the client of S3 from the runtime, but not to give it to what must be of the same release', () => {
    const pkg = (name: string, text: string) => {
      const folder = join(root, 'node_modules/@aws-sdk', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"type":"module","main":"index.js"}');
      writeFileSync(join(folder, 'index.js'), text);
    };
    pkg('client-s3', "export const client = 'our release of the client';");
    pkg('s3-request-presigner', "export const sign = (client) => client + ', signed';");
    const client = "const client = async () => (await import('@aws-sdk/client-s3')).client;\n";
    const presigner =
      "import { sign } from '@aws-sdk/s3-request-presigner';\nexport const link = (one: string) => sign(one);";
    handler('keep', `${client}export const handler = () => client();`);
    source('link/links.ts', presigner);
    handler(
      'link',
      `import { link } from './links.ts';\n${client}export const handler = async () => link(await client());`,
    );
    bundleFunctions(root);
    const read = (name: string) => readFileSync(join(root, '.build/functions', name, 'index.mjs'), 'utf8');
    expect(read('keep')).toContain('import("@aws-sdk/client-s3")');
    expect(read('link')).toContain('our release of the client');
    expect(read('link')).not.toContain('@aws-sdk/client-s3');
  });

  it('is so in the function of ours that makes links', () => {
    const takesFromRuntime = (name: string) =>
      readFileSync(join(functionFolder(name), 'index.mjs'), 'utf8').includes('import("@aws-sdk/client-s3")');
    expect(['invoke-model', 'show-review'].map(takesFromRuntime)).toEqual([true, false]);
  });

  it('has a page beside the function that serves it', () => {
    handler('serve', 'export const handler = () => 200;');
    handler('greet', 'export const handler = () => 200;');
    source('serve/page/main.ts', "import { text } from './text.ts';\ndocument.title = text satisfies string;\n");
    source('serve/page/text.ts', "export const text: string = 'Hello';\n");
    source('serve/page/index.html', '<!doctype html>\n');
    source('serve/page/page.css', "@import './colours.css';\nbody { margin: 0 }\n");
    source('serve/page/colours.css', 'p { color: red }\n');
    source('serve/page/tsconfig.json', '{}');
    expect([...bundleFunctions(root)]).toEqual(['greet', 'serve']);
    const folder = join(root, '.build/functions');
    expect(readdirSync(folder).sort()).toEqual(['greet', 'serve']);
    expect(readdirSync(join(folder, 'greet'))).toEqual(['index.mjs']);
    expect(readdirSync(join(folder, 'serve')).sort()).toEqual(['index.html', 'index.mjs', 'page.css', 'page.js']);
    const read = (file: string) => readFileSync(join(folder, 'serve', file), 'utf8');
    expect(read('index.html')).toBe('<!doctype html>\n');
    expect(read('page.css').trim()).toBe('p{color:red}body{margin:0}');
    // A browser has no `require` to create.
    expect(read('page.js')).toMatch(/^var \w+="Hello";document\.title=\w+;\s*$/);
  });

  // What CDK calls the asset by: its code is deployed again exactly when something in the folder has changed.
  it.each([
    ['main.ts', 'alert("first")', 'alert("second")'],
    ['page.css', 'p { margin: 1px }', 'p { margin: 2px }'],
    ['index.html', '<p>first</p>', '<p>second</p>'],
  ])('is another asset when page/%s has changed', (file, one, other) => {
    handler('serve', 'export const handler = () => 200;');
    const hashWith = (text: string) => {
      source(`serve/page/${file}`, text);
      bundleFunctions(root);
      return FileSystem.fingerprint(join(root, '.build/functions/serve'));
    };
    const first = hashWith(one);
    expect(hashWith(one)).toBe(first);
    expect(hashWith(other)).not.toBe(first);
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
