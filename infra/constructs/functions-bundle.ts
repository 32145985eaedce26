import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { buildSync } from 'esbuild';
import type { BuildFailure, BuildOptions, Metafile } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = '.build/functions';

// Lambda puts a function's credentials into its environment, so the SDK's other sources are never reached there; they are
// 80 KB of each bundle. Nodejs24.x has them all the same, should that ever change.
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

// S3 holds what is too large for a state: prompts, answers, documents, edited results. Most functions meet none of it in most
// runs, so its client, a quarter of a bundle, is loaded when the first one comes: the SDK that Lambda's Node runtimes bring
// along, of whatever release that is. So is the one that reads pinned prompts, which most deployments never need.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
const FROM_RUNTIME = ['@aws-sdk/client-bedrock-agent', '@aws-sdk/client-s3'];

// These reach into the client that they are given, so both must be of one release: a function that has one brings our client
// along, too.
const OF_ONE_RELEASE = ['@aws-sdk/s3-request-presigner'];

let bundled: ReadonlySet<string> | undefined;

/** The folder with a function's bundle (`index.mjs`). All functions are bundled together, the first time one is asked for. */
export function functionFolder(name: string): string {
  bundled ??= process.env.FUNCTIONS_BUNDLE === 'kept' ? bundledBefore(ROOT) : bundleFunctions(ROOT);
  if (!bundled.has(name)) {
    throw new Error(`functions/${name}/handler.ts does not exist; functions are ${[...bundled].join(', ')}`);
  }
  return join(ROOT, OUTPUT, name);
}

/** Those of the last synth: whoever has the app synthesized many times over, as tests do, need not bundle it anew each time. */
function bundledBefore(root: string): ReadonlySet<string> {
  return new Set(globSync('*/index.mjs', { cwd: join(root, OUTPUT) }).map((path) => dirname(path)));
}

/**
 * Bundles each `functions/<name>/handler.ts` of a project into `.build/functions/<name>/index.mjs`, and returns the names.
 * A function that serves a web page has it in `page/`: `main.ts` becomes `page.js` for the browser, `page.css` is bundled too,
 * and markup lies beside them, all part of the function's asset. Throws one error that lists what does not bundle, each with
 * its file and line. One esbuild run for all: its 0.4 s hardly grow with another function, since the SDK is parsed once; a
 * run each would. A second one is for those that bring along what others take from the runtime.
 */
export function bundleFunctions(root: string): ReadonlySet<string> {
  const handlers = sourcesByFunction(root, 'handler.ts');
  const pages = sourcesByFunction(root, 'page/{main.ts,page.css}');
  const small = builtHandlers(root, handlers, FROM_RUNTIME);
  const whole = functionsWith(OF_ONE_RELEASE, small.metafile);
  const files = [
    ...small.outputFiles.filter(({ path }) => !whole.has(functionOf(path))),
    ...builtHandlers(
      root,
      handlers.filter(([name]) => whole.has(name)),
      [],
    ).outputFiles,
    ...built(root, {
      // A script and its styles have one name, and differ by their endings.
      entryPoints: pages.map(([name, path]) => ({ in: path, out: `${name}/page` })),
      platform: 'browser',
      target: 'es2022',
    }).outputFiles,
    ...sourcesByFunction(root, 'page/*.html').map(([name, path]) => ({
      path: join(root, OUTPUT, name, basename(path)),
      contents: readFileSync(path),
    })),
  ];
  for (const { path, contents } of files) writeWhole(path, contents);
  return new Set(handlers.map(([name]) => name));
}

type Source = readonly [name: string, path: string];

function builtHandlers(root: string, handlers: readonly Source[], external: readonly string[]) {
  return built(root, {
    entryPoints: Object.fromEntries(handlers.map(([name, path]) => [`${name}/index`, path])),
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node24',
    external: [...NEVER_LOADED, ...external],
    // The tracer's CommonJS parts call `require`, which an ES module lacks.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
}

/** The functions that have code of one of these packages in their bundles. */
function functionsWith(packages: readonly string[], { outputs }: Metafile): ReadonlySet<string> {
  const isOfOne = (input: string) => packages.some((name) => input.includes(`node_modules/${name}/`));
  const bundles = Object.entries(outputs).filter(([, { inputs }]) => Object.keys(inputs).some(isOfOne));
  return new Set(bundles.map(([path]) => functionOf(path)));
}

function functionOf(bundle: string): string {
  return basename(dirname(bundle));
}

/** The files `functions/<name>/<pattern>`, each with its function's name. */
function sourcesByFunction(root: string, pattern: string): readonly Source[] {
  return globSync(`functions/*/${pattern}`, { cwd: root })
    .sort()
    .map((path) => [path.split(sep)[1]!, join(root, path)]);
}

function built(root: string, options: BuildOptions) {
  try {
    return buildSync({
      ...options,
      outdir: join(root, OUTPUT),
      bundle: true,
      format: 'esm',
      mainFields: ['module', 'main'],
      minify: true,
      // A source map is four times the code and would be read at each cold start; our errors tell their cause by name instead.
      sourcemap: false,
      legalComments: 'none',
      absWorkingDir: root,
      // The error that we throw says it all.
      logLevel: 'silent',
      write: false,
      metafile: true,
    });
  } catch (error) {
    throw isBuildFailure(error) ? inLines(error) : error;
  }
}

// esbuild's own error would be printed with every field of every message.
function inLines({ errors }: BuildFailure): Error {
  const lines = errors.map(({ location, text }) => {
    const place = location === null ? '' : `${location.file}:${location.line}:${location.column + 1}: `;
    return `  ${place}${text}`;
  });
  return new Error(`the functions cannot be bundled:\n${lines.join('\n')}`);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors);
}

// By renaming, so that two synths at the same time never see half a file.
function writeWhole(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(dirname(dirname(path)), `.${basename(dirname(path))}.${process.pid}`);
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
